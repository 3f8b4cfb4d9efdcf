import { accept, refuse, type Decision } from '@comptoir/kit';

/** Fewer than this many available counts as low. */
export const LOW_STOCK = 10;

export const LARGEST_DELTA = 1_000_000;

/** Units in the house, and how many of them are held for orders. */
export type Shelf = { onHand: number; reserved: number };

export type StockStatus = 'OUT' | 'LOW' | 'IN_STOCK';

export const ADJUSTMENT_REASONS = ['RECEIVED', 'DAMAGED', 'COUNTED', 'RETURNED'] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

export type StockAdjusted = { delta: number; reason: AdjustmentReason; onHand: number; reserved: number };

/** More was to be taken away than is free. */
export type InsufficientStock = { code: 'INSUFFICIENT_STOCK'; onHand: number; reserved: number; available: number };

export const availableOf = ({ onHand, reserved }: Shelf): number => onHand - reserved;

/** What the number of available units means for a shopper. */
export function statusOf(available: number): StockStatus {
  if (available <= 0) return 'OUT';
  return available < LOW_STOCK ? 'LOW' : 'IN_STOCK';
}

/** Changes a level by hand: never below zero and never below what is held for orders. */
export function adjustStock(
  shelf: Shelf,
  { delta, reason }: { delta: number; reason: AdjustmentReason },
): Decision<StockAdjusted, InsufficientStock> {
  const onHand = shelf.onHand + delta;
  if (onHand < shelf.reserved) return refuse({ code: 'INSUFFICIENT_STOCK', ...shelf, available: availableOf(shelf) });
  return accept({ delta, reason, onHand, reserved: shelf.reserved });
}

/** What is wrong with a delta, or null. Its sign says the direction whatever the reason: a wrong delivery note is taken back too. */
export function deltaFault(delta: number): string | null {
  if (Number.isInteger(delta) && delta !== 0 && Math.abs(delta) <= LARGEST_DELTA) return null;
  return `${delta} is not a whole number from -${LARGEST_DELTA} to ${LARGEST_DELTA} other than 0.`;
}

/** The step that the column stock.band holds for a number of available units: exact below 16, then four a doubling. */
export function bandOf(available: number): number {
  return available < 16 ? available : 16 + Math.floor((4 * Math.log(available / 16)) / Math.log(2));
}

/** How much of one product one store has, as everybody reads it. */
export type StockLevel = Shelf & { storeId: string; productId: string; version: number; updatedAt: Date };

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

/** The opaque id of a level: the ids of its store and its product in one. */
export const levelId = (storeId: string, productId: string): string =>
  Buffer.concat([bytesOf(storeId), bytesOf(productId)]).toString('base64url');

/** The pair behind the id of a level, or null when it is none. */
export function levelPair(id: string): { storeId: string; productId: string } | null {
  const bytes = Buffer.from(id, 'base64url');
  if (bytes.length !== 32) return null;
  const uuidAt = (start: number): string =>
    bytes.toString('hex', start, start + 16).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  return { storeId: uuidAt(0), productId: uuidAt(16) };
}
