import { stockKey } from './reservation.ts';
import type { Shelf } from './stock.ts';

/** What one refund brings back to one store. */
export type GoodsBack = { storeId: string; lines: readonly { productId: string; quantity: number }[] };

/** A stock level as it stands, with the version of its own stream. */
export type Level = Shelf & { streamVersion: number };

/** Units of one product that came back with one refund, and their level behind them. */
export type Returned<Refund> = Level & { refund: Refund; productId: string; quantity: number };

/**
 * Goods that come back, one entry a refund and product, each with the figures behind it. A store takes back whatever it has
 * sold, closed or not, on sale or not. Throws where a store never had the product: nothing can have been sold there.
 */
export function takeBack<Refund extends GoodsBack>(
  refunds: readonly Refund[],
  levels: ReadonlyMap<string, Level>,
): Returned<Refund>[] {
  const now = new Map(levels);
  return refunds.flatMap((refund) =>
    [...unitsByProduct(refund.lines)].map(([productId, quantity]) => {
      const key = stockKey(refund.storeId, productId);
      const level = now.get(key);
      if (!level) throw new Error(`Store ${refund.storeId} never had product ${productId}: it cannot come back.`);
      const { onHand, reserved, streamVersion } = level;
      const after = { onHand: onHand + quantity, reserved, streamVersion: streamVersion + 1 };
      now.set(key, after);
      return { refund, productId, quantity, ...after };
    }),
  );
}

/** Two lines of a refund may be of one product. */
function unitsByProduct(lines: GoodsBack['lines']): Map<string, number> {
  const units = new Map<string, number>();
  for (const { productId, quantity } of lines) units.set(productId, (units.get(productId) ?? 0) + quantity);
  return units;
}
