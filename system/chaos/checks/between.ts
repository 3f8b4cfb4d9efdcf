import type { Databases } from './check.ts';

type Line = { productId: string; quantity: number; unitPriceMinor: number };
type Saga = {
  id: string;
  saleId: string;
  storeId: string;
  state: string;
  reservationId: string;
  totalMinor: number;
  lines: Line[];
};
type Sale = { id: string; sagaId: string; storeId: string; status: string; totalMinor: number; lines: Line[] };
type Reservation = {
  id: string;
  sagaId: string;
  storeId: string;
  state: string;
  lines: { productId: string; quantity: number }[];
};
type Shelf = { key: string; sold: number; returned: number };

const SOLD = ['CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED'];

/** What two databases must agree on, which none of them can know: sagas with sales, reservations with sales, shelves with refunds. */
export async function checkBetween(databases: Databases): Promise<string[]> {
  const [sagas, sales, reservations, shelves, refunded] = await Promise.all([
    read<Saga>(
      databases.sagas,
      `SELECT id, sale_id AS "saleId", store_id AS "storeId", state, input ->> 'reservationId' AS "reservationId",
        (input ->> 'totalMinor')::bigint AS "totalMinor", input -> 'lines' AS lines FROM saga WHERE type = 'SALE' AND done`,
    ),
    read<Sale>(
      databases.sales,
      `SELECT s.id, s.saga_id AS "sagaId", s.store_id AS "storeId", s.status, s.total_minor AS "totalMinor",
        (SELECT jsonb_agg(jsonb_build_object('productId', l.product_id, 'quantity', l.quantity, 'unitPriceMinor', l.unit_price_minor)
          ORDER BY l.position) FROM sale_line l WHERE l.sale_id = s.id) AS lines FROM sale s`,
    ),
    read<Reservation>(
      databases.catalog,
      `SELECT r.id, r.saga_id AS "sagaId", r.store_id AS "storeId", r.state,
        (SELECT jsonb_agg(jsonb_build_object('productId', l.p, 'quantity', l.q)) FROM unnest(r.product_ids, r.quantities) AS l(p, q)) AS lines
        FROM reservation r`,
    ),
    read<Shelf>(databases.catalog, `SELECT store_id || ' ' || product_id AS key, sold, returned FROM stock`),
    readRefunded(databases.sales),
  ]);
  return [
    ...sagasWithSales(sagas, sales),
    ...sagasWithReservations(sagas, reservations),
    ...unitsOnShelves(shelves, sales, refunded),
  ];
}

async function read<T extends object>(pool: Databases['sagas'], sql: string): Promise<T[]> {
  return (await pool.query<T>(sql)).rows;
}

function sagasWithSales(sagas: readonly Saga[], sales: readonly Sale[]): string[] {
  const bySale = new Map(sales.map((sale) => [sale.id, sale]));
  const known = new Set(sagas.map(({ saleId }) => saleId));
  const strangers = sales
    .filter(({ id }) => !known.has(id))
    .map((sale) => `sale ${sale.id} (${sale.status}) has no ended saga`);
  const apart = sagas.flatMap((saga): string[] => {
    const sale = bySale.get(saga.saleId);
    if (!sale) return [`saga ${saga.id} ended ${saga.state} and its sale ${saga.saleId} does not exist`];
    const expected = saga.state === 'SALE_CONFIRMED' ? SOLD : ['CANCELLED'];
    const linesOf = (lines: readonly Line[]) =>
      lines.map((l) => `${l.productId} ${l.quantity} ${l.unitPriceMinor}`).join();
    return [
      ...(expected.includes(sale.status)
        ? []
        : [`saga ${saga.id} ended ${saga.state}, its sale ${sale.id} is ${sale.status}`]),
      ...(sale.totalMinor === saga.totalMinor && linesOf(sale.lines) === linesOf(saga.lines)
        ? []
        : [`sale ${sale.id} is not what saga ${saga.id} was accepted with`]),
    ];
  });
  return [...strangers, ...apart];
}

function sagasWithReservations(sagas: readonly Saga[], reservations: readonly Reservation[]): string[] {
  const byId = new Map(reservations.map((reservation) => [reservation.id, reservation]));
  const known = new Set(sagas.map(({ reservationId }) => reservationId));
  const strangers = reservations
    .filter(({ id }) => !known.has(id))
    .map(({ id }) => `reservation ${id} has no ended saga`);
  const apart = sagas.flatMap((saga): string[] => {
    const held = byId.get(saga.reservationId);
    const isSold = saga.state === 'SALE_CONFIRMED';
    if (isSold !== (held?.state === 'SOLD'))
      return [`saga ${saga.id} ended ${saga.state}, its reservation is ${held?.state ?? 'not there'}`];
    if (!held) return [];
    const wanted = sumUp(saga.lines.map((line) => [line.productId, line.quantity]));
    const got = sumUp(held.lines.map((line) => [line.productId, line.quantity]));
    return sameSums(wanted, got) ? [] : [`reservation ${held.id} holds other goods than saga ${saga.id} asked for`];
  });
  return [...strangers, ...apart];
}

function unitsOnShelves(
  shelves: readonly Shelf[],
  sales: readonly Sale[],
  refunded: readonly [string, number][],
): string[] {
  const sold = sumUp(
    sales
      .filter(({ status }) => SOLD.includes(status))
      .flatMap((sale) =>
        sale.lines.map((line): [string, number] => [`${sale.storeId} ${line.productId}`, line.quantity]),
      ),
  );
  const returned = sumUp(refunded);
  return shelves.flatMap((shelf): string[] => {
    const inSales = sold.get(shelf.key) ?? 0;
    const inRefunds = returned.get(shelf.key) ?? 0;
    return [
      ...(shelf.sold === inSales ? [] : [`shelf ${shelf.key}: sold ${shelf.sold}, in sold sales ${inSales}`]),
      ...(shelf.returned === inRefunds
        ? []
        : [`shelf ${shelf.key}: returned ${shelf.returned}, in refunds ${inRefunds}`]),
    ];
  });
}

/** Units that completed refunds put back on the shelf. */
async function readRefunded(sales: Databases['sales']): Promise<[string, number][]> {
  const rows = await read<{ key: string; quantity: number }>(
    sales,
    `SELECT r.store_id || ' ' || l.product_id AS key, l.quantity FROM refund r JOIN refund_line l ON l.refund_id = r.id
      WHERE r.status = 'COMPLETED' AND r.restock`,
  );
  return rows.map(({ key, quantity }) => [key, quantity]);
}

function sumUp(entries: readonly [string, number][]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [key, quantity] of entries) sums.set(key, (sums.get(key) ?? 0) + quantity);
  return sums;
}

const sameSums = (a: Map<string, number>, b: Map<string, number>): boolean =>
  a.size === b.size && [...a].every(([key, sum]) => b.get(key) === sum);
