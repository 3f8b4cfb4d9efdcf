import { saleStream, type SaleOwner } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { currentEvents } from '@comptoir/messaging';
import type { SaleReads } from '../application/reads.ts';
import { saleOf, type Sale } from '../domain/sale.ts';
import type { PrismaClient } from './prisma-client.ts';
import { SALE, toSale, type SaleRow } from './sale-rows.ts';
import { salesPage } from './sales-page.ts';

const SALES_BY_ID = `
  SELECT ${SALE} FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (SELECT * FROM sale s WHERE s.id = wanted.id OFFSET 0) s
  CROSS JOIN LATERAL (SELECT * FROM payment p WHERE p.sale_id = s.id OFFSET 0) p`;

const STREAM =
  'SELECT type, schema_version AS "schemaVersion", data FROM event WHERE stream_id = $1 ORDER BY stream_version';

/** What is read of sales. Each is one statement, whatever the number of sales. */
export function saleReads(pool: Pool, prisma: PrismaClient): SaleReads {
  return {
    async byIds(ids) {
      return (await pool.query<SaleRow>(SALES_BY_ID, [ids])).rows.map(toSale);
    },
    async page(wanted) {
      return (await pool.query<SaleRow>(salesPage(wanted))).rows.map(toSale);
    },
    async linesOf(saleIds) {
      const rows = await prisma.saleLine.findMany({
        where: { saleId: { in: [...saleIds] } },
        orderBy: { position: 'asc' },
      });
      return rows.map((row) => ({ ...row, unitPriceMinor: Number(row.unitPriceMinor) }));
    },
    async owners(saleIds) {
      const rows = await prisma.sale.findMany({
        where: { id: { in: [...saleIds] } },
        select: { id: true, userId: true, storeId: true },
      });
      return new Map(rows.map(({ id, ...owner }): [string, SaleOwner] => [id, owner]));
    },
    async versionsAfter(saleId, after, limit) {
      const { rows } = await pool.query<saleStream.SaleStreamEvent & { schemaVersion: number }>(STREAM, [saleId]);
      const versions: Sale[] = [];
      let fold = saleStream.initial;
      for (const event of currentEvents(rows)) {
        fold = saleStream.apply(fold, event);
        if (fold && fold.version > after) versions.push(saleOf(saleId, fold));
      }
      return versions.slice(0, limit);
    },
  };
}
