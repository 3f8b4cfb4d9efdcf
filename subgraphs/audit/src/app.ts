import { readFileSync } from 'node:fs';
import type { DeadLetter, DeadLettersCall, ReplayAnswer, ReplayCall } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { buildContextSchema, type Subgraph } from '@comptoir/graphql-kit';
import { systemClock, type ContextName } from '@comptoir/kit';
import { createHub, type LiveBus } from '@comptoir/live';
import { createRelayWake, deadLetterPorts } from '@comptoir/messaging';
import { databaseHealth, localPort } from '@comptoir/service-kit';
import type { Logger } from '@comptoir/telemetry';
import { consumersBehind, type DeadLetterPort } from './application/consumers.ts';
import type { StatePorts } from './application/commands/replay-stream.ts';
import { exportEvents } from './application/export.ts';
import { exportLog } from './application/export-log.ts';
import type { Store, Verification } from './application/ports.ts';
import type { ProjectionPorts } from './application/projections.ts';
import type { AuditSettings } from './config.ts';
import { auditHandler } from './consume.ts';
import { createContext, type AuditContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { eventReads } from './infrastructure/event-reads.ts';
import { createPrisma } from './infrastructure/prisma-client.ts';
import { auditRecords } from './infrastructure/records.ts';
import { exportSource } from './infrastructure/export-source.ts';
import { eventStoreStatistics } from './infrastructure/statistics.ts';
import { headFiles } from './infrastructure/head-files.ts';
import { signedHeads } from './infrastructure/signed-heads.ts';
import { backgroundCheck, beginCheck } from './infrastructure/verifications.ts';
import { verifyChain } from './infrastructure/verify-chain.ts';
import { createHeadCheck } from './infrastructure/head-keys.ts';
import { auditTelemetry } from './telemetry/events.ts';

export { STATE_OWNERS } from './domain/folds.ts';
export { auditConfig, environment, type AuditSettings } from './config.ts';
export type { StatePorts } from './application/commands/replay-stream.ts';
export { CONSUMING_CONTEXTS } from './application/consumers.ts';
export type { DeadLetterPort } from './application/consumers.ts';
export { PROJECTING_CONTEXTS } from './application/projections.ts';
export type { ProjectionPort } from './application/projections.ts';

export type AuditConfig = Partial<AuditSettings> & {
  /** Owned by the caller, like the bus. */
  pool: Pool;
  bus: LiveBus;
  log: Logger;
  service: string;
  demo: boolean;
  /** The other contexts that read events: what they set aside, admins see here. */
  deadLetters: Partial<Record<ContextName, DeadLetterPort>>;
  /** The other contexts that keep state beside their events: what replayed streams are compared with. */
  states?: StatePorts;
  /** The other contexts that keep read models. */
  projections?: ProjectionPorts;
};

const SDL = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

/** Events that one check of the chain reads at most: a few seconds. */
const MOST_VERIFIED = 250_000;

/** The audit context: everything that happened, from all contexts, in one chain, for admins. */
export function buildAudit(
  {
    pool,
    bus,
    log,
    service,
    deadLetters,
    states = {},
    projections = {},
    publicKeys = [],
    headsFolder = null,
  }: AuditConfig,
  overrides: Partial<Store> = {},
): Subgraph<AuditContext> {
  const prisma = createPrisma(pool);
  const hub = createHub(bus);
  const telemetry = auditTelemetry(service, log);
  const heads = signedHeads(pool, headsFolder ? headFiles(headsFolder) : null, createHeadCheck(publicKeys));
  async function verify(after: number): Promise<Verification | null> {
    const verification = await verifyChain(pool, heads, { after, most: MOST_VERIFIED });
    if (verification) telemetry.verified(verification);
    return verification;
  }
  const store: Store = {
    reads: eventReads(prisma, pool),
    statistics: () => eventStoreStatistics(pool),
    verify,
    verifySinceSignedHead: async () => verify((await heads.newest())?.seq ?? 0),
    beginCheck: (startedBy, after) => beginCheck(pool, startedBy, after),
    check: (id) => backgroundCheck(pool, id),
    ...overrides,
  };
  const exported = exportSource(pool, heads);
  const records = auditRecords(pool, createRelayWake(bus, 'audit'), systemClock);
  const internal = deadLetterPorts([auditHandler({ pool, bus }, telemetry)]);
  const own: DeadLetterPort = {
    list: localPort<DeadLettersCall, DeadLetter[]>(internal.deadLetters),
    replay: localPort<ReplayCall, ReplayAnswer>(internal.replayDeadLetters),
  };
  const replay = { consumers: consumersBehind({ ...deadLetters, audit: own }), telemetry };

  return {
    name: 'audit',
    schema: buildContextSchema(SDL, resolvers, service),
    context: (request) => createContext(request, { store, states, projections, hub, replay, records }),
    internal,
    downloads: {
      'events.json': exportEvents('json', exported, records.searches),
      'events.csv': exportEvents('csv', exported, records.searches),
      'log.json': exportLog('json', store.reads, records.searches, systemClock),
      'log.csv': exportLog('csv', store.reads, records.searches, systemClock),
    },
    health: async () => [await databaseHealth('audit', pool)],
    dispose: () => prisma.$disconnect(),
  };
}
