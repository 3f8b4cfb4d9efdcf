import { expect, it } from '@jest/globals';
import { openPool } from '@comptoir/database';
import { memoryBus } from '@comptoir/live';
import type { Queues } from '@comptoir/messaging';
import { createLogger, type Logger } from '@comptoir/telemetry';
import { freshDatabase } from '@comptoir/testing/database';
import { buildAuditWorker } from '../src/worker.ts';

/** What a worker that signs in with this address complains of when it starts. */
async function complaintsOf(url: string): Promise<object[]> {
  const said: object[] = [];
  const log: Logger = { ...createLogger('audit-test', 'silent'), error: (fields) => said.push(fields) };
  const pool = openPool({ url, context: 'audit', max: 2, service: 'audit-test', log });
  const base = { pool, bus: memoryBus(), queues: {} as Queues, log, service: 'audit-test', demo: false };
  await buildAuditWorker(base).dispose();
  await pool.end();
  return said;
}

it('a worker that could change what is stored says so at its start, loudly, and what to do', async () => {
  const database = await freshDatabase('audit');
  expect(await complaintsOf(database.url)).toEqual([]);
  expect(await complaintsOf(database.ownerUrl)).toEqual([
    {
      event: 'audit_trail_unprotected',
      tables: ['audit_event', 'audit_signed_head', 'event'],
      reason: expect.stringMatching(/DATABASE_URL_AUDIT .* role of its own/),
    },
  ]);
  await database.drop();
});
