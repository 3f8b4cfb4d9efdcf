import { withClient } from '@comptoir/database';
import type { Chain } from './ground.ts';

type Figures = Record<string, number>;

/** On a connection without the limits of the pools: whole tables are read. */
const read = (url: string, statement: string): Promise<Figures> =>
  withClient(url, async (client) => (await client.query<Figures>(statement)).rows[0] ?? {});

const CATALOG = `
  SELECT (SELECT sum(sold) FROM stock) AS "unitsSold", (SELECT sum(reserved) FROM stock) AS "unitsHeld",
    (SELECT count(*) FROM stock WHERE received <> on_hand + sold - returned) AS "shelvesWrong",
    count(*) FILTER (WHERE state = 'SOLD') AS sold, count(*) FILTER (WHERE state <> 'SOLD') AS "notSold",
    (SELECT sum(q) FROM reservation r, unnest(r.quantities) AS q WHERE r.state = 'SOLD') AS "unitsTaken"
  FROM reservation`;

const SALES = `
  SELECT count(*) FILTER (WHERE status = 'CONFIRMED') AS confirmed, count(*) FILTER (WHERE status <> 'CONFIRMED') AS "notConfirmed",
    coalesce(sum(total_minor), 0) AS "totalMinor", (SELECT sum(amount_minor) FROM provider.entry) AS "takenMinor",
    (SELECT count(*) FROM provider.charge WHERE state = 'CAPTURED') AS charges,
    (SELECT count(*) FROM payment WHERE state = 'CAPTURED') AS payments, (SELECT sum(quantity) FROM sale_line) AS "unitsListed",
    (SELECT count(*) FROM event) AS events
  FROM sale`;

/**
 * Throws unless every order was sold once and the books of the three contexts agree: goods, sales, money, and that each sale
 * has told its three events.
 */
export async function checkBooks({ ownerUrls }: Pick<Chain, 'ownerUrls'>, orders: number): Promise<void> {
  const catalog = await read(ownerUrls.catalog, CATALOG);
  const sales = await read(ownerUrls.sales, SALES);
  const rules: [what: string, is: number | undefined, shouldBe: number | undefined][] = [
    ['reservations sold', catalog.sold, orders],
    ['reservations that are not sold', catalog.notSold, 0],
    ['units held', catalog.unitsHeld, 0],
    ['shelves whose books do not balance', catalog.shelvesWrong, 0],
    ['units sold and units taken from shelves', catalog.unitsSold, catalog.unitsTaken],
    ['units sold and units on sales', catalog.unitsSold, sales.unitsListed],
    ['sales confirmed', sales.confirmed, orders],
    ['sales that are not confirmed', sales.notConfirmed, 0],
    ['payments captured', sales.payments, orders],
    ['charges at the provider', sales.charges, orders],
    ['money taken and money of sales', sales.takenMinor, sales.totalMinor],
    ['events of sales', sales.events, 3 * orders],
  ];
  const wrong = rules.filter(([, is, shouldBe]) => Number(is) !== Number(shouldBe));
  if (wrong.length > 0)
    throw new Error(
      `The books do not agree:\n${wrong.map(([what, is, be]) => `  ${what}: ${is}, not ${be}`).join('\n')}`,
    );
}

const SAGAS = `
  SELECT count(*) FILTER (WHERE state = 'SALE_CONFIRMED' AND done) AS confirmed, count(*) AS sagas, sum(stream_version) AS versions,
    (SELECT count(*) FROM event) AS events
  FROM saga`;

/** Throws unless that many sagas are confirmed and none is anything else, with every version of their streams told once. */
export async function checkSagas({ ownerUrls }: Pick<Chain, 'ownerUrls'>, orders: number): Promise<void> {
  const { confirmed, sagas, versions, events } = await read(ownerUrls.sagas, SAGAS);
  if (confirmed !== orders || sagas !== orders || versions !== events)
    throw new Error(
      `Of ${orders} sagas ${confirmed} are confirmed; versions of streams ${versions}, events ${events}.`,
    );
}
