import { setTimeout as wait } from 'node:timers/promises';
import type { TestClient } from '@comptoir/testing';
import { adjust, checkout, FINAL, type CheckoutAnswer } from '../e2e/operations.ts';
import { complain, type ComplaintsAsked } from './complaints.ts';
import { followSale, type Watch } from './follow.ts';
import { patiently } from './patience.ts';
import { giveBack, type RefundsAsked } from './refunds.ts';
import type { Order, Schedule } from './schedule.ts';
import type { Shop } from './shop.ts';

/** What the clients of a run were told: held against the databases afterwards. */
export type Told = {
  /** By idempotency key: all sagas that an answer named. More than one breaks a promise. */
  accepted: Map<string, Set<string>>;
  /** Keys of all orders, answered or not. */
  keys: string[];
  refused: number;
  cancelled: number;
  /** Why orders were given up without an answer. */
  unanswered: string[];
  watches: Watch[];
  refunds: RefundsAsked;
  complaints: ComplaintsAsked;
  /** Sales that store credit paid. */
  paidByCredit: number;
};

export type Load = {
  told: Told;
  /** Resolves when every client has its answer or has given up. */
  placed: Promise<void>;
  /** Resolves when every follower has seen its end or given up, and what it then wanted is asked for. */
  watched(): Promise<void>;
};

/**
 * Plays the clients of a schedule: each order at its time, sent again with its key until it is answered. `run` tells the
 * keys of this run from those of others.
 */
export function startLoad(shop: Shop, schedule: Schedule, run: string, startedAt: number, closing: AbortSignal): Load {
  const told: Told = {
    ...{ accepted: new Map(), keys: [], refused: 0, cancelled: 0, unanswered: [], watches: [] },
    refunds: { requested: 0, approved: 0, rejected: 0 },
    ...{ complaints: { filed: 0, resolved: 0 }, paidByCredit: 0 },
  };
  const watching: Promise<void>[] = [];
  const at = (ms: number) => wait(Math.max(0, startedAt + ms - performance.now()));

  async function place(order: Order, n: number | string): Promise<void> {
    const idempotencyKey = `${run} ${n}`;
    const client = order.shopper === null ? shop.manager : shop.shopper(order.shopper);
    const send = () =>
      patiently(
        () => sendOrder(client, shop, order, idempotencyKey),
        (error) => told.unanswered.push(String(error)),
      );
    told.keys.push(idempotencyKey);
    await at(order.atMs);
    const answers = await Promise.all([send(), ...(order.twice ? [send()] : [])]);
    for (const answer of answers) {
      if (!answer) continue;
      if (!answer.saga) told.refused++;
      else told.accepted.set(idempotencyKey, (told.accepted.get(idempotencyKey) ?? new Set()).add(answer.saga.id));
    }
    const accepted = answers.find((answer) => answer?.saga);
    if (!accepted?.saga) return;
    const { id: sagaId } = accepted.saga;
    if (order.followed || order.refund || order.complaint)
      watching.push(watch(client, sagaId, accepted.sale?.id ?? '', order));
    if (order.cancelAfterMs === null) return;
    await wait(order.cancelAfterMs);
    if (await patiently(() => cancel(client, sagaId))) told.cancelled++;
  }

  async function watch(client: TestClient, sagaId: string, saleId: string, order: Order): Promise<void> {
    const seen = await followSale(client, sagaId, FINAL, closing);
    told.watches.push(seen);
    if (seen.seen.at(-1)?.state !== 'SALE_CONFIRMED') return;
    if (order.byCredit) told.paidByCredit++;
    if (order.refund) await giveBack(shop, client, saleId, order.refund, told.refunds);
    if (!order.complaint) return;
    // Too early, and then twice at once with credit for one: what is covered is paid, and nothing else.
    const early = order.complaint.resolution === 'STORE_CREDIT' ? spend(order, `${sagaId} early`) : null;
    await complain(shop, client, saleId, order.complaint, told.complaints);
    await early;
    if (early) await Promise.all(['one', 'other'].map((which) => spend(order, `${sagaId} ${which}`)));
  }

  /** The same goods again, for store credit. */
  const spend = (order: Order, name: string): Promise<void> =>
    place(
      {
        ...order,
        ...{ atMs: 0, byCredit: true, simulate: null, twice: false, cancelAfterMs: null },
        ...{ followed: true, refund: null, complaint: null },
      },
      name,
    );

  const adjustments = schedule.adjustments.map(async ({ atMs, product, delta }) => {
    await at(atMs);
    // Refused below zero, or lost on its way: what became of it is in the database.
    await adjust(shop.admin, { storeId: shop.storeId, productId: shop.productIds[product] ?? '' }, delta).catch(
      () => undefined,
    );
  });

  return {
    told,
    placed: Promise.all([...schedule.orders.map(place), ...adjustments]).then(() => undefined),
    async watched() {
      // Who is watched may buy again.
      for (let known = -1; known !== watching.length; await Promise.all(watching)) known = watching.length;
    },
  };
}

function sendOrder(
  client: TestClient,
  { storeId, productIds }: Shop,
  order: Order,
  idempotencyKey: string,
): Promise<CheckoutAnswer> {
  const lines = order.lines.map(({ product, quantity }) => ({ productId: productIds[product] ?? '', quantity }));
  return checkout(client, {
    ...{ storeId, lines, idempotencyKey },
    ...(order.byCredit
      ? { method: 'STORE_CREDIT' }
      : order.token === null
        ? { method: 'CASH' }
        : { token: order.token }),
    ...(order.simulate && { simulate: order.simulate }),
  });
}

async function cancel(client: TestClient, sagaId: string): Promise<boolean> {
  const { cancelSaga } = await client.data<{ cancelSaga: { __typename: string } }>(
    'mutation ($input: CancelSagaInput!) { cancelSaga(input: $input) { __typename } }',
    { input: { sagaId } },
  );
  return cancelSaga.__typename === 'CancelSagaSuccess';
}
