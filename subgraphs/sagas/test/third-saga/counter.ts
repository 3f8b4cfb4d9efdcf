import type { SetStep, StepAnswer, StepCall } from '@comptoir/contracts';
import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import type { GiftWrapOrder, GiftWrapSteps } from './gift-wrap-ports.ts';

/** A gift's row is its effect and the record of its steps in one: asked again, a step answers from it. */
export const TABLES = `
CREATE TABLE paper (store_id uuid PRIMARY KEY, sheets int NOT NULL CHECK (sheets >= 0));
CREATE TABLE gift (
  saga_id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  sheets int NOT NULL,
  state text NOT NULL CHECK (state IN ('WRAPPED', 'NO_PAPER', 'UNWRAPPED', 'HANDED_OVER'))
)`;

type Calls = readonly StepCall<GiftWrapOrder>[];
type Gift = { sagaId: string; storeId: string; sheets: number; state: string };

const DONE: StepAnswer = { outcome: 'done' };
const refused = (code: string, message: string): StepAnswer => ({ outcome: 'refused', code, message });

/** Locks the paper of these stores, always in the same order, and with it their gifts. */
async function lockPaper(client: PoolClient, calls: Calls): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; sheets: number }>(
    'SELECT store_id AS id, sheets FROM paper WHERE store_id = ANY($1::uuid[]) ORDER BY store_id FOR UPDATE',
    [calls.map(({ input }) => input.storeId)],
  );
  return new Map(rows.map(({ id, sheets }) => [id, sheets]));
}

async function giftsOf(client: PoolClient, calls: Calls): Promise<Map<string, Gift>> {
  const { rows } = await client.query<Gift>(
    'SELECT saga_id AS "sagaId", store_id AS "storeId", sheets, state FROM gift WHERE saga_id = ANY($1::uuid[])',
    [calls.map(({ sagaId }) => sagaId)],
  );
  return new Map(rows.map((gift) => [gift.sagaId, gift]));
}

/** Writes gifts and takes their sheets from the paper (or puts them back), in one statement. */
async function write(client: PoolClient, gifts: readonly Gift[], direction: 1 | -1): Promise<void> {
  await client.query(
    `WITH changed AS (
       INSERT INTO gift SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[])
       ON CONFLICT (saga_id) DO UPDATE SET state = EXCLUDED.state
     )
     UPDATE paper p SET sheets = p.sheets + $5::int * moved.sheets
       FROM (SELECT store_id, sum(sheets) AS sheets FROM unnest($2::uuid[], $3::int[], $4::text[]) AS g(store_id, sheets, state)
              WHERE state <> 'NO_PAPER' GROUP BY store_id) moved
      WHERE p.store_id = moved.store_id`,
    [
      gifts.map(({ sagaId }) => sagaId),
      gifts.map(({ storeId }) => storeId),
      gifts.map(({ sheets }) => sheets),
      gifts.map(({ state }) => state),
      direction,
    ],
  );
}

/** The counter's steps: each is one transaction for a whole chunk, and safe to run twice. */
export function counterSteps(pool: Pool): GiftWrapSteps {
  const step =
    (work: (client: PoolClient, calls: Calls) => Promise<(sagaId: string) => StepAnswer>): SetStep<GiftWrapOrder> =>
    (calls) =>
      inTransaction(pool, async (client) => {
        const answer = await work(client, calls);
        return new Map(calls.map(({ sagaId }) => [sagaId, answer(sagaId)]));
      });

  return {
    wrap: step(async (client, calls) => {
      const paper = await lockPaper(client, calls);
      const known = await giftsOf(client, calls);
      const fresh = calls
        .filter(({ sagaId }) => !known.has(sagaId))
        .map(({ sagaId, input: { storeId, sheets } }): Gift => {
          const left = (paper.get(storeId) ?? 0) - sheets;
          if (left >= 0) paper.set(storeId, left);
          return { sagaId, storeId, sheets, state: left >= 0 ? 'WRAPPED' : 'NO_PAPER' };
        });
      await write(client, fresh, -1);
      const states = new Map([...known.values(), ...fresh].map(({ sagaId, state }) => [sagaId, state]));
      return (sagaId) => {
        const state = states.get(sagaId);
        if (state === 'NO_PAPER') return refused('NO_PAPER', 'There is too little paper.');
        return state === 'UNWRAPPED' ? refused('GIVEN_UP', 'The gift was given up before.') : DONE;
      };
    }),

    unwrap: step(async (client, calls) => {
      await lockPaper(client, calls);
      const known = await giftsOf(client, calls);
      const wrapped = [...known.values()].filter(({ state }) => state === 'WRAPPED');
      // What was never wrapped leaves a row too, of no sheets: a wrapping that comes late finds it.
      const never = calls
        .filter(({ sagaId }) => !known.has(sagaId))
        .map(({ sagaId, input }) => ({ sagaId, storeId: input.storeId, sheets: 0 }));
      await write(
        client,
        [...wrapped, ...never].map((gift) => ({ ...gift, state: 'UNWRAPPED' })),
        1,
      );
      return () => DONE;
    }),

    handOver: step(async (client, calls) => {
      await lockPaper(client, calls);
      await client.query(
        `UPDATE gift SET state = 'HANDED_OVER' WHERE saga_id = ANY($1::uuid[]) AND state = 'WRAPPED'`,
        [calls.map(({ sagaId }) => sagaId)],
      );
      const gifts = await giftsOf(client, calls);
      return (sagaId) =>
        gifts.get(sagaId)?.state === 'HANDED_OVER' ? DONE : refused('NOT_WRAPPED', 'The gift is not wrapped.');
    }),
  };
}
