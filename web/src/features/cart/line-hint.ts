import { formatMoney, type Money } from '../../shared/format.ts';
import type { CartLine } from './cart.ts';

export type LineHint = {
  text: string;
  tone: 'low' | 'refused';
  /** How many the store has, where that is the trouble. */ most: number | null;
};

type Now = { price: Money; archivedAt: string | null; stock: { available: number } | null };

/** What a shopper should know about a line before buying; `now` is undefined while the catalogue is asked, null when it is gone. */
export function lineHint(line: CartLine, now: Now | null | undefined): LineHint | null {
  if (now === undefined) return null;
  if (now === null || now.archivedAt)
    return { text: 'This product is not sold any more.', tone: 'refused', most: null };
  const { available } = now.stock ?? {};
  if (available === undefined) return null;
  if (available <= 0) return { text: 'Sold out at this store.', tone: 'refused', most: 0 };
  if (available < line.quantity)
    return { text: `Only ${available} left at this store.`, tone: 'refused', most: available };
  if (now.price.amountMinor !== line.price.amountMinor)
    return { text: `It was ${formatMoney(line.price)} when you put it here.`, tone: 'low', most: null };
  return null;
}
