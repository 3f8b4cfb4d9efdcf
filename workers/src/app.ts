import type { HealthLine } from '@comptoir/graphql-kit';
import type { ContextName } from '@comptoir/kit';
import {
  startConsumer,
  startRelay,
  type EventConsumer,
  type Relay,
  type WorkerBase,
  type WorkerParts,
} from '@comptoir/messaging';
import { buildParts, type Parts } from './contexts.ts';
import { startHousekeeping, type Housekeeping } from './housekeeping.ts';
import { contextsOf, needsParts, type Role } from './roles.ts';

export { contextsOf, ROLES, type Role } from './roles.ts';
export type { Parts } from './contexts.ts';
export type { Books } from './reconcile/books.ts';
export { WINDOW_MS } from './reconcile/job.ts';
export { printed } from './reconcile/print.ts';
export { reconcile, type Report } from './reconcile/reconcile.ts';

export type WorkersOptions = {
  roles: readonly Role[];
  /** What the parts of a context are built from; asked for the contexts of the roles only. Pools, bus and queues stay the caller's. */
  base: (context: ContextName) => WorkerBase;
  env: Record<string, string | undefined>;
  /** Instead of what the contexts bring. */
  parts?: Parts;
};

export type Workers = {
  start(): Promise<void>;
  /** A line a role and what it leads or listens to. */
  health(): Promise<HealthLine[]>;
  /** Whether every event that is committed by now has taken effect everywhere. Needs the role `relay` here. */
  settled(): Promise<boolean>;
  /** Takes nothing new, finishes what is in hand, gives leads away. */
  dispose(): Promise<void>;
};

/** Composes the background work of the system from the libraries of the contexts that its roles serve. */
export async function buildWorkers({ roles, base, env, parts }: WorkersOptions): Promise<Workers> {
  const contexts = contextsOf(roles);
  const { byContext, startSagas } = parts ?? (needsParts(roles) ? await buildParts(contexts, base, env) : noParts);
  const built = contexts.flatMap((context) => {
    const own = byContext[context];
    return own ? [{ context, parts: own }] : [];
  });
  let relays: Relay[] = [];
  let consumers: EventConsumer[] = [];
  let sagas: { stop(): Promise<void> } | null = null;
  let housekeeping: Housekeeping | null = null;

  const start: Record<Role, () => Promise<void>> = {
    async relay() {
      relays = contexts.map((source) => startRelay({ ...base(source), source }));
    },
    async events() {
      consumers = handlersOf(built).map(({ context, handler }) => startConsumer({ ...base(context), handler }));
    },
    async sagas() {
      sagas = await startSagas();
    },
    async housekeeping() {
      const chores = built.flatMap((b) => b.parts.periodic.map((job) => ({ ...job, pool: base(b.context).pool })));
      const [first] = contexts;
      if (first) housekeeping = await startHousekeeping({ ...base(first), chores });
    },
  };

  return {
    async start() {
      for (const role of roles) await start[role]();
    },
    async health() {
      return [
        ...relays.map(relayHealth),
        ...consumers.map((c) => ({ name: `events ${c.consumer}`, ok: c.isRunning() })),
        ...(roles.includes('sagas') ? [{ name: 'sagas', ok: sagas !== null }] : []),
        ...(housekeeping ? [housekeeping.health()] : []),
      ];
    },
    settled: async () => (await Promise.all(relays.map((relay) => relay.settled()))).every(Boolean),
    async dispose() {
      await housekeeping?.stop();
      await sagas?.stop();
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await Promise.all(relays.map((relay) => relay.stop()));
      for (const { parts: own } of built) await own.dispose();
    },
  };
}

const noParts: Parts = {
  byContext: {},
  startSagas: () => Promise.reject(new Error('Sagas need the parts of their contexts.')),
};

const handlersOf = (built: readonly { context: ContextName; parts: WorkerParts }[]) =>
  built.flatMap(({ context, parts }) => parts.handlers.map((handler) => ({ context, handler })));

function relayHealth(relay: Relay): HealthLine {
  const state = relay.state();
  const name = `relay ${relay.source}`;
  return typeof state === 'string' ? { name, ok: true, detail: state } : { name, ok: false, detail: state.failed };
}
