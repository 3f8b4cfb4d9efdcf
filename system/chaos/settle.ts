import { CONTEXT_NAMES } from '@comptoir/kit';
import { eventually, type TestClient } from '@comptoir/testing';
import { patiently } from './patience.ts';
import type { World } from './world.ts';

/** What had to be waited for and did not come true in time: a difference by itself. */
export type Restless = string[];

const SAGAS_MS = 90_000;
const HOLDS_MS = 20_000;
const EVENTS_MS = 60_000;

/** Waits until no saga runs. Those that wait for a person are let go on, as the person does; answers how many there were. */
export async function settleSagas({ databases }: World, admin: TestClient, restless: Restless): Promise<number> {
  const resumed = new Set<string>();
  const isQuiet = async () => {
    const { rows } = await databases.sagas.query<{ id: string; parked: boolean; reason: string | null }>(
      'SELECT id, parked, parked_reason AS reason FROM saga WHERE NOT done',
    );
    for (const { id, parked, reason } of rows) {
      if (!parked || resumed.has(id)) continue;
      if (!reason) restless.push(`saga ${id} is parked and nobody knows why`);
      resumed.add(id);
      await patiently(() => resume(admin, id));
    }
    return rows.length === 0;
  };
  await until(isQuiet, SAGAS_MS, 'the end of every saga', restless);
  return resumed.size;
}

/** Waits until no goods are held and every event of every context has reached the audit store. */
export async function settleRest({ databases }: World, restless: Restless): Promise<void> {
  const nothingHeld = async () => {
    const { rows } = await databases.catalog.query<{ held: number }>(
      `SELECT count(*) AS held FROM reservation WHERE state = 'HELD'`,
    );
    return rows[0]?.held === 0;
  };
  const allStored = async () => {
    const { rows } = await databases.audit.query<{ source: string; stored: number }>(
      'SELECT source, count(*) AS stored FROM audit_event GROUP BY 1',
    );
    const stored = new Map(rows.map((row) => [row.source, row.stored]));
    const written = await Promise.all(
      CONTEXT_NAMES.map(async (context) => {
        const counted = await databases[context].query<{ events: number }>('SELECT count(*) AS events FROM event');
        return (counted.rows[0]?.events ?? 0) <= (stored.get(context) ?? 0);
      }),
    );
    return written.every(Boolean);
  };
  await until(nothingHeld, HOLDS_MS, 'the end of every hold', restless);
  await until(allStored, EVENTS_MS, 'every event in the audit store', restless);
}

async function until(check: () => Promise<boolean>, within: number, what: string, restless: Restless): Promise<void> {
  await eventually(check, { within, every: 150, what }).catch(({ message, cause }: Error) => {
    restless.push(cause ? `${message}: ${String(cause)}` : message);
  });
}

async function resume(admin: TestClient, sagaId: string): Promise<boolean> {
  const { resumeSaga } = await admin.data<{ resumeSaga: { __typename: string } }>(
    'mutation ($input: ResumeSagaInput!) { resumeSaga(input: $input) { __typename } }',
    { input: { sagaId } },
  );
  return resumeSaga.__typename === 'ResumeSagaSuccess';
}
