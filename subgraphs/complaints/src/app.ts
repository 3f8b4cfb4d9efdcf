import { readFileSync } from 'node:fs';
import { buildContextSchema, type Subgraph } from '@comptoir/graphql-kit';
import { deadLetterPorts, erasePersonKeys, projectionParts, projectionPorts, statePort } from '@comptoir/messaging';
import { createHub } from '@comptoir/live';
import { databaseHealth } from '@comptoir/service-kit';
import type { Deps } from './application/ports.ts';
import { commandsOf } from './application/commands/all.ts';
import { composeDeps, type ComplaintsConfig } from './compose.ts';
import { createContext, type ComplaintsContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { complaintReads } from './infrastructure/complaint-reads.ts';
import { liveComplaints } from './infrastructure/live-complaints.ts';
import { COMPLAINT_STATES } from './infrastructure/stream-states.ts';
import { complaintsProjection } from './projections/complaints.ts';

export { environment } from './config.ts';

export type { ComplaintsConfig } from './compose.ts';

const SDL = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

/** The complaints context: what customers complained about, for them, agents, and managers of the stores. */
export function buildComplaints(config: ComplaintsConfig, overrides: Partial<Deps> = {}): Subgraph<ComplaintsContext> {
  const { pool, bus, log, service } = config;
  const deps = { ...composeDeps(config), ...overrides };
  const reads = complaintReads(pool);
  const parts = {
    ...{ reads, store: deps.store, keys: deps.personKeys, telemetry: deps.telemetry },
    commands: commandsOf(deps),
    live: liveComplaints(createHub(bus), deps.store, reads.page),
  };

  return {
    name: 'complaints',
    schema: buildContextSchema(SDL, resolvers, service),
    context: (request) => createContext(request, parts),
    internal: {
      stateOf: statePort(pool, COMPLAINT_STATES),
      ...projectionPorts(pool, [complaintsProjection]),
      ...deadLetterPorts([
        ...projectionParts({ pool, log, service }, 'complaints', [complaintsProjection]).handlers,
        erasePersonKeys('complaints-erasure', pool, deps.telemetry.textsErased),
      ]),
    },
    health: async () => [await databaseHealth('complaints', pool)],
    async dispose() {},
  };
}
