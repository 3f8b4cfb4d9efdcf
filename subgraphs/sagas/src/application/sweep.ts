import type { SagaDefinition } from '../domain/saga.ts';
import type { SagaTelemetry } from '../telemetry/events.ts';
import type { EngineWake, OpenSagas, SagaStore } from './saga-store.ts';

/** The net below the wakes: counts what is open, and wakes an engine when something is due that nobody holds. */
export function createSweep({
  store,
  definitions,
  wake,
  telemetry,
}: {
  store: Pick<SagaStore, 'countOpen'>;
  definitions: readonly SagaDefinition<never>[];
  wake: EngineWake;
  telemetry: SagaTelemetry;
}) {
  const known = new Set(definitions.map(({ key }) => key));
  /** Definitions that were unknown at the last look, and how many sagas ran on them. */
  let unknown = new Map<string, number>();

  /** What no engine of this version claims. Counted at each look, logged when it becomes another number. */
  function tellUnknown(open: readonly OpenSagas[]): void {
    const lost = open.filter(({ definition }) => !known.has(definition));
    const now = new Map(lost.map(({ definition, active }) => [definition, active]));
    for (const definition of unknown.keys()) if (!now.has(definition)) telemetry.unknownCounted(definition, 0);
    for (const [definition, sagas] of now) {
      telemetry.unknownCounted(definition, sagas);
      if (unknown.get(definition) !== sagas) telemetry.unknownDefinition({ definition, sagas });
    }
    unknown = now;
  }

  return {
    async run(): Promise<void> {
      const open = await store.countOpen();
      telemetry.counted(
        [...new Set(definitions.map(({ type }) => type))].map((type) => {
          const ofType = open.filter((one) => one.type === type);
          const sum = (figure: 'active' | 'parked') => ofType.reduce((total, one) => total + one[figure], 0);
          return { type, active: sum('active'), parked: sum('parked') };
        }),
      );
      tellUnknown(open);
      if (open.some(({ definition, due }) => known.has(definition) && due > 0)) wake.now();
    },

    /** Throws when sagas run on a definition that this worker does not have: they would wait for ever. */
    async assertRunnable(): Promise<void> {
      const lost = (await store.countOpen()).filter(({ definition }) => !known.has(definition));
      if (lost.length === 0) return;
      const list = lost.map(({ definition, active }) => `${definition} (${active})`).join(', ');
      throw new Error(
        `Sagas are running on definitions that this version no longer has: ${list}. Keep them in subgraphs/sagas/src/domain/sagas/all.ts until none runs (docs/how-to/change-a-saga.md).`,
      );
    },
  };
}
