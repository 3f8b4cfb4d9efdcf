import { setTimeout as wait } from 'node:timers/promises';
import type { TestClient } from '@comptoir/testing';
import { follow } from '../e2e/operations.ts';
import { buy, type Shelf } from './fleet.ts';

/** Milliseconds from click to confirmed of each order that was sold, sorted, and how many were not. */
export type Shopping = { ms: number[]; failed: number };

const CONFIRMED = 'SALE_CONFIRMED';

/** One order from the click to its end as the shopper sees it; what could not be accepted is counted, not repeated. */
async function order(client: TestClient, shelf: Shelf, n: number, clicked: number, into: Shopping): Promise<void> {
  const sagaId = await buy(client, shelf, n);
  const end = sagaId && (await follow(client, sagaId, null)).at(-1)?.state;
  if (end === CONFIRMED) into.ms.push(performance.now() - clicked);
  else into.failed++;
}

const sorted = ({ ms, failed }: Shopping): Shopping => ({ ms: ms.sort((a, b) => a - b), failed });

/** Closed loop: keeps `inFlight` orders open until the time is over. */
export async function keepOpen(
  shoppers: TestClient[],
  shelf: Shelf,
  inFlight: number,
  seconds: number,
): Promise<Shopping> {
  const result: Shopping = { ms: [], failed: 0 };
  const until = performance.now() + seconds * 1_000;
  const oneShopper = async (index: number) => {
    for (let n = index; performance.now() < until; n += inFlight)
      await order(shoppers[n % shoppers.length] as TestClient, shelf, n, performance.now(), result);
  };
  await Promise.all(Array.from({ length: inFlight }, (_, i) => oneShopper(i)));
  return sorted(result);
}

/**
 * Open loop: orders come at random moments, so many a second on average, whether or not those before are through. The clock
 * of each runs from the moment at which it was to come, so that a client that is late hides nothing.
 */
export async function arrive(
  shoppers: TestClient[],
  shelf: Shelf,
  perSecond: number,
  seconds: number,
): Promise<Shopping> {
  const result: Shopping = { ms: [], failed: 0 };
  const orders: Promise<void>[] = [];
  const start = performance.now();
  let at = start;
  for (let n = 0; at < start + seconds * 1_000; n++) {
    const early = at - performance.now();
    if (early > 1) await wait(early);
    orders.push(order(shoppers[n % shoppers.length] as TestClient, shelf, n, at, result));
    at += (-Math.log(1 - Math.random()) * 1_000) / perSecond;
  }
  await Promise.all(orders);
  return sorted(result);
}
