import { availableOf, type Shelf } from './stock.ts';

export type OrderedLine = { productId: string; productName: string; quantity: number };

/** What one saga wants of one store. */
export type Wish = { sagaId: string; storeId: string; lines: readonly OrderedLine[] };

export type Refusal = { code: string; message: string };

/** One product of a reservation with the figures of its level behind it. */
export type MovedLine = { productId: string; quantity: number } & Shelf;

export type Allocation = { held: MovedLine[] } | { refused: Refusal };

export type Shelves = Map<string, Shelf>;

export const stockKey = (storeId: string, productId: string): string => `${storeId}:${productId}`;

const EMPTY: Shelf = { onHand: 0, reserved: 0 };

/** Lines of the same product added up, by product id: a cart may name a product twice. */
export function totalsByProduct(lines: readonly OrderedLine[]): OrderedLine[] {
  const totals = new Map<string, OrderedLine>();
  for (const line of lines) {
    const known = totals.get(line.productId);
    totals.set(line.productId, known ? { ...known, quantity: known.quantity + line.quantity } : line);
  }
  return [...totals.values()].sort((a, b) => (a.productId < b.productId ? -1 : 1));
}

/** The first product of which the store has too little, as a refusal; null when all can be had. */
export function shortage(wish: Wish, shelves: Shelves): Refusal | null {
  for (const { productId, productName, quantity } of totalsByProduct(wish.lines)) {
    const available = availableOf(shelves.get(stockKey(wish.storeId, productId)) ?? EMPTY);
    if (available < quantity)
      return { code: 'INSUFFICIENT_STOCK', message: `${productName}: ${quantity} wanted, ${available} available.` };
  }
  return null;
}

/** Moves the lines on the shelves and tells the figures behind each. Changes `shelves`. */
export function moveLines(
  shelves: Shelves,
  storeId: string,
  lines: readonly { productId: string; quantity: number }[],
  direction: { onHand: 0 | -1; reserved: 1 | -1 },
): MovedLine[] {
  return lines.map(({ productId, quantity }) => {
    const key = stockKey(storeId, productId);
    const shelf = shelves.get(key) ?? EMPTY;
    const moved = {
      onHand: shelf.onHand + direction.onHand * quantity,
      reserved: shelf.reserved + direction.reserved * quantity,
    };
    shelves.set(key, moved);
    return { productId, quantity, ...moved };
  });
}

/**
 * Who gets the stock: first come, first served, all lines of an order or none. What a refused order would have taken is
 * left for those behind it. `shelves` holds locked figures and is changed to those after all allocations.
 */
export function allocate(wishes: readonly Wish[], shelves: Shelves): Map<string, Allocation> {
  const answers = new Map<string, Allocation>();
  for (const wish of wishes) {
    const refused = shortage(wish, shelves);
    answers.set(
      wish.sagaId,
      refused
        ? { refused }
        : { held: moveLines(shelves, wish.storeId, totalsByProduct(wish.lines), { onHand: 0, reserved: 1 }) },
    );
  }
  return answers;
}
