import type { BooksCorrected } from '@comptoir/contracts';
import type { PoolClient } from '@comptoir/database';
import { uuidv7, type ContextName } from '@comptoir/kit';
import { newTrace } from '@comptoir/telemetry';
import { appendEvents } from './append.ts';

/** Records, in the transaction that mends the books of a context, what was wrong and what they say now. */
export async function recordCorrection(
  client: PoolClient,
  source: ContextName,
  correction: Omit<BooksCorrected, 'correctedAt'>,
): Promise<void> {
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const { correlationId, traceparent } = newTrace();
  await appendEvents(client, [
    {
      ...{ streamId: uuidv7(), streamType: 'correction', streamVersion: 1, type: 'BooksCorrected' },
      data: { ...correction, correctedAt: rows[0]?.now.toISOString() },
      metadata: { correlationId, traceparent, source },
    },
  ]);
}
