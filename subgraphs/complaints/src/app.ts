import { readFileSync } from 'node:fs';
import type { Pool } from '@comptoir/database';
import { buildContextSchema, type Subgraph } from '@comptoir/graphql-kit';
import { deadLetterPorts, projectionParts, projectionPorts } from '@comptoir/messaging';
import { databaseHealth } from '@comptoir/service-kit';
import type { Logger } from '@comptoir/telemetry';
import { createContext, type ComplaintsContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { complaintReads, type ComplaintReads } from './infrastructure/complaint-reads.ts';
import { createPrisma } from './infrastructure/prisma-client.ts';
import { complaintsProjection } from './projections/complaints.ts';

export { environment } from './config.ts';

export type ComplaintsConfig = {
  /** Owned by the caller. */
  pool: Pool;
  log: Logger;
  /** Name of the process, for metrics. */
  service: string;
};

const SDL = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

/** The complaints context: what customers complained about, for them, agents, and managers of the stores. */
export function buildComplaints(
  { pool, log, service }: ComplaintsConfig,
  overrides: Partial<ComplaintReads> = {},
): Subgraph<ComplaintsContext> {
  const prisma = createPrisma(pool);
  const reads = { ...complaintReads(pool, prisma), ...overrides };

  return {
    name: 'complaints',
    schema: buildContextSchema(SDL, resolvers, service),
    context: (request) => createContext(request, reads),
    internal: {
      ...projectionPorts(pool, [complaintsProjection]),
      ...deadLetterPorts(projectionParts({ pool, log, service }, 'complaints', [complaintsProjection]).handlers),
    },
    health: async () => [await databaseHealth('complaints', pool)],
    dispose: () => prisma.$disconnect(),
  };
}
