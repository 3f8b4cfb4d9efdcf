import type { Category, Product } from '../domain/product.ts';
import type { Store } from '../domain/store.ts';
import type { Product as ProductRow, Store as StoreRow } from '../generated/client/client.ts';
import type { PrismaClient } from './prisma-client.ts';

const toProduct = ({ nameKey: _nameKey, priceMinor, ...rest }: ProductRow): Product => ({
  ...rest,
  priceMinor: Number(priceMinor),
});
const toStore = ({ nameKey: _nameKey, ...rest }: StoreRow): Store => rest;

const isClosed = ({ closedAt }: StoreRow): number => (closedAt ? 1 : 0);

/** Reads of products, categories and stores outside transactions. Many ids are one statement; those that do not exist are left out. */
export function catalogReads(prisma: PrismaClient) {
  const among = (ids: readonly string[]) => ({ where: { id: { in: [...ids] } } });
  return {
    productsByIds: async (ids: readonly string[]): Promise<Product[]> =>
      (await prisma.product.findMany(among(ids))).map(toProduct),
    async productBySku(sku: string): Promise<Product | null> {
      const row = await prisma.product.findUnique({ where: { sku } });
      return row && toProduct(row);
    },
    async productNameTaken(nameKey: string, exceptId: string): Promise<boolean> {
      return (
        (await prisma.product.findFirst({ where: { nameKey, id: { not: exceptId } }, select: { id: true } })) !== null
      );
    },
    categories: (): Promise<Category[]> => prisma.category.findMany({ orderBy: { name: 'asc' } }),
    categoriesByIds: (ids: readonly string[]): Promise<Category[]> => prisma.category.findMany(among(ids)),
    /** Open ones first, each by name. */
    async stores(): Promise<Store[]> {
      const rows = await prisma.store.findMany({ orderBy: { nameKey: 'asc' } });
      return rows.sort((a, b) => isClosed(a) - isClosed(b)).map(toStore);
    },
    storesByIds: async (ids: readonly string[]): Promise<Store[]> =>
      (await prisma.store.findMany(among(ids))).map(toStore),
    async storeNameTaken(nameKey: string, exceptId: string): Promise<boolean> {
      return (
        (await prisma.store.findFirst({ where: { nameKey, id: { not: exceptId } }, select: { id: true } })) !== null
      );
    },
  };
}
