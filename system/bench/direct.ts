import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from '@comptoir/database';
import { CONTEXT_NAMES, uuidv7, type Actor } from '@comptoir/kit';
import { createActorSigner, HEADERS } from '@comptoir/service-kit';
import { createClient } from '@comptoir/testing';
import { measure } from './cpu.ts';
import { buy, type Fleet } from './fleet.ts';
import { headOf, mark, processTable, publish, say, table } from './report.ts';
import type { ShoppingOptions } from './through-gateway.ts';

/** Nobody is pressed to buy while so many sagas are open: a queue that only grows would measure accepting, not confirming. */
const MOST_OPEN = 512;
const LOOK_MS = 50;
const WARM_UP_SECONDS = 5;

const CHECKOUT =
  'mutation ($input: CheckoutInput!) { checkout(input: $input) { ... on CheckoutSuccess { saga { id state version } } } }';

/**
 * Stage (b): the sagas subgraph asked directly over HTTP, the actor signed with the fleet's own key as the gateway would. How
 * many are confirmed is read from its database, and the time runs until the last one is.
 */
export async function direct(fleet: Fleet, { seconds, inFlight, write }: ShoppingOptions): Promise<void> {
  const { topology, shelf, adminUrl } = fleet;
  if (topology.name !== 'fleet')
    throw new Error('Stage (b) needs the fleet: in one process no subgraph has an address.');
  const of = (context: string) => Object.assign(new URL(adminUrl), { pathname: `/comptoir_${context}` }).href;
  const actors = await withClient(of('users'), async (client) => {
    const { rows } = await client.query<{ id: string }>(`SELECT id FROM account WHERE username LIKE 'shopper%'`);
    return rows.map(({ id }): Actor => ({ sub: id, role: 'CLIENT', storeIds: [], sessionId: uuidv7() }));
  });
  const { actorPrivateKey } = JSON.parse(readFileSync(join(topology.dataDir, 'secrets.json'), 'utf8')) as {
    actorPrivateKey: string;
  };
  const sign = createActorSigner(actorPrivateKey);
  const subgraph = createClient(`http://127.0.0.1:${topology.fleetPort + CONTEXT_NAMES.indexOf('sagas') * 10}`);

  await withClient(of('sagas'), async (sagas) => {
    const countOpen = async () =>
      (await sagas.query<{ open: string }>('SELECT count(*) AS open FROM saga WHERE NOT done AND NOT parked')).rows[0]
        ?.open;

    /** Answers the sagas that were accepted, all of them at an end. */
    async function sell(forSeconds: number): Promise<{ accepted: string[]; refused: number }> {
      const accepted: string[] = [];
      let [refused, open] = [0, 0];
      const until = performance.now() + forSeconds * 1_000;
      const oneShopper = async (index: number) => {
        for (let n = index; performance.now() < until; n += inFlight) {
          while (open > MOST_OPEN) await wait(LOOK_MS / 2);
          const actor = actors[n % actors.length] as Actor;
          const sagaId = await buy(subgraph.as(null, { [HEADERS.actor]: sign(actor) }), shelf, n, CHECKOUT);
          if (sagaId) accepted.push(sagaId);
          else refused++;
        }
      };
      let selling = true;
      const shoppers = Promise.all(Array.from({ length: inFlight }, (_, i) => oneShopper(i))).then(
        () => (selling = false),
      );
      let over: boolean;
      do {
        over = !selling;
        open = Number(await countOpen());
        await wait(open > 0 ? LOOK_MS : 5);
      } while (!over || open > 0);
      await shoppers;
      return { accepted, refused };
    }

    await sell(WARM_UP_SECONDS);
    let result = { accepted: [] as string[], refused: 0 };
    const measured = await measure(fleet.pids(), async () => {
      result = await sell(seconds);
      return result.accepted.length;
    });
    const { rows } = await sagas.query<{ state: string; sagas: string }>(
      'SELECT state, count(*) AS sagas FROM saga WHERE id = ANY($1::uuid[]) GROUP BY state',
      [result.accepted],
    );
    const states = rows.map(({ state, sagas }) => `${sagas} ${state}`).join(', ');
    say(`of ${result.accepted.length} accepted: ${states}; refused: ${result.refused}`);
    const confirmed = Number(rows.find(({ state }) => state === 'SALE_CONFIRMED')?.sagas ?? 0);
    const rate = confirmed / measured.seconds;
    publish(
      [
        await headOf(`the sagas subgraph directly, ${topology.name}, ${inFlight} in flight, ${seconds} s`, adminUrl),
        table(
          ['orders/s', 'confirmed', 'accepted', 'refused'],
          [[Math.round(rate), confirmed, result.accepted.length, result.refused]],
        ),
        processTable(measured),
        mark('(b) the sagas subgraph directly, orders/s', rate, { least: 700 }),
      ],
      write,
    );
  });
  await subgraph.close();
}
