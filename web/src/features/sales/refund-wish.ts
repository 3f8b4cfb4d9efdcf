import type { SaleKind, SaleStatus } from '../../__generated__/operations.ts';
import type { Viewer } from '../../session/session.ts';
import { unitsOf, type Units } from '../../shared/units.ts';

/** What a person asks back: of each line so many, or everything that is left. */
export type RefundWish = { lines: Units[] | null; reason: string };

/** Reads the form; "everything" names no lines, so that it means what is left when the shop reads it. */
export function readRefundWish(form: FormData, lineIds: readonly string[]): RefundWish {
  const reason = String(form.get('reason') ?? '').trim();
  if (form.get('what') !== 'some') return { lines: null, reason };
  return { lines: unitsOf(form, lineIds), reason };
}

/** Whether there is anything to ask for. */
export const isBlank = ({ lines }: RefundWish): boolean => lines !== null && lines.length === 0;

type Sold = {
  user: { id: string } | null;
  store: { id: string } | null;
  lines: readonly { refundableQuantity: number }[];
  kind: SaleKind;
  status: SaleStatus;
};

/** The buyer asks for money back, and at the till the managers of the store, of what is left of an order that was made and paid. */
export function mayAskBack(
  { user, store, lines, kind, status }: Sold,
  viewer: Pick<Viewer, 'id' | 'role' | 'stores'>,
): boolean {
  const isSold = kind === 'SALE' && (status === 'CONFIRMED' || status === 'PARTIALLY_REFUNDED');
  const isLeft = lines.some(({ refundableQuantity }) => refundableQuantity > 0);
  const atTheTill = viewer.role === 'MANAGER' && (viewer.stores ?? []).some(({ id }) => id === store?.id);
  return isSold && isLeft && (user?.id === viewer.id || atTheTill);
}
