import type { CatalogEventType } from '@comptoir/contracts';
import type { NewEvent } from '@comptoir/messaging';
import { moveLines, stockKey, type MovedLine } from '../../domain/reservation.ts';
import type { Hold, HoldTransaction, Movement, NewHold, StepWrites } from '../hold-store.ts';

type Lines = readonly { productId: string; quantity: number }[];
type Direction = Omit<Movement, 'storeId' | 'productId'>;

/** What each stock level changes by: `direction` a unit, added up over all reservations. */
export function movementsOf(
  reservations: readonly { storeId: string; lines: Lines }[],
  direction: Direction,
): Movement[] {
  const sums = new Map<string, Movement>();
  for (const { storeId, lines } of reservations)
    for (const { productId, quantity } of lines) {
      const sum = sums.get(stockKey(storeId, productId)) ?? { storeId, productId, onHand: 0, reserved: 0, sold: 0 };
      sums.set(stockKey(storeId, productId), {
        ...sum,
        onHand: sum.onHand + direction.onHand * quantity,
        reserved: sum.reserved + direction.reserved * quantity,
        sold: sum.sold + direction.sold * quantity,
      });
    }
  return [...sums.values()];
}

export const pairsOf = (reservations: readonly { storeId: string; lines: readonly { productId: string }[] }[]) =>
  reservations.flatMap(({ storeId, lines }) => lines.map(({ productId }) => ({ storeId, productId })));

/** An event of a reservation's stream, with the figures of its stock levels behind it. */
export function reservationEvent(
  { id, sagaId, saleId, storeId, userId, correlationId, traceparent }: Omit<NewHold, 'expiresAt'>,
  streamVersion: number,
  type: CatalogEventType & ('StockReserved' | 'StockReleased' | 'StockSold'),
  lines: readonly MovedLine[],
  more: Record<string, unknown> = {},
): NewEvent {
  const metadata = { correlationId, userId, source: 'catalog' as const, ...(traceparent && { traceparent }) };
  const data = { sagaId, saleId, storeId, lines, ...more };
  return { streamId: id, streamType: 'reservation', streamVersion, type, data, metadata };
}

const CLOSINGS = {
  sold: { state: 'SOLD', type: 'StockSold', direction: { onHand: -1, reserved: -1, sold: 1 }, more: {} },
  undone: {
    state: 'RELEASED',
    type: 'StockReleased',
    direction: { onHand: 0, reserved: -1, sold: 0 },
    more: { reason: 'COMPENSATED' },
  },
  expired: {
    state: 'RELEASED',
    type: 'StockReleased',
    direction: { onHand: 0, reserved: -1, sold: 0 },
    more: { reason: 'EXPIRED' },
  },
} as const;

type Closing = Pick<StepWrites, 'movements' | 'opened' | 'closed' | 'events'>;

/** Ends reservations whose rows are locked: locks their stock and answers what to write. Each has one event: it was reserved. */
export async function closeHolds(
  tx: HoldTransaction,
  holds: readonly Hold[],
  how: keyof typeof CLOSINGS,
): Promise<Closing> {
  if (holds.length === 0) return { movements: [], opened: [], closed: [], events: [] };
  const { state, type, direction, more } = CLOSINGS[how];
  const { shelves } = await tx.lockStock(pairsOf(holds));
  return {
    movements: movementsOf(holds, direction),
    opened: [],
    closed: holds.map(({ id }) => ({ id, state })),
    events: holds.map((hold) =>
      reservationEvent(hold, 2, type, moveLines(shelves, hold.storeId, hold.lines, direction), more),
    ),
  };
}

/**
 * Ends reservations that no step ends. Such a row may have been written by hand or restored alone: its event follows those that
 * its stream has, since a stream with a gap is believed by nobody.
 */
export async function closeLostHolds(
  tx: HoldTransaction,
  holds: readonly Hold[],
  how: keyof typeof CLOSINGS,
): Promise<Closing> {
  const closing = await closeHolds(tx, holds, how);
  const told = await tx.eventsOf(holds.map(({ id }) => id));
  const events = closing.events.map((event) => ({ ...event, streamVersion: (told.get(event.streamId) ?? 0) + 1 }));
  return { ...closing, events };
}
