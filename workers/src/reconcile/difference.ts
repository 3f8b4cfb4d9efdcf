/** Everything in which the books can disagree. docs/runbooks/BooksDoNotBalance.md says of each what it means. */
export const DIFFERENCE_KINDS = [
  'STOCK_FIGURES',
  'STOCK_RESERVED',
  'STOCK_SOLD',
  'STOCK_RETURNED',
  'HOLD_OVERDUE',
  'HOLD_WITHOUT_SAGA',
  'GOODS_WITHOUT_SALE',
  'GOODS_UNLIKE_SALE',
  'SALE_WITHOUT_GOODS',
  'SALE_UNLIKE_SAGA',
  'SALE_WITHOUT_SAGA',
  'SALE_UNLIKE_LINES',
  'SALE_NOT_PAID',
  'MONEY_WITHOUT_SALE',
  'CHARGE_UNKNOWN',
  'PAYMENT_UNLIKE_SALE',
  'PAYMENT_UNLIKE_PROVIDER',
  'REFUNDED_SUM',
  'SALE_UNLIKE_REFUNDS',
  'LINE_UNLIKE_SETTLEMENTS',
  'CREDIT_UNLIKE_ENTRIES',
  'REFUND_UNLIKE_SAGA',
  'SAGA_STANDS_STILL',
  'SAGA_UNKNOWN',
  'SAGA_WITHOUT_REFUND',
] as const;

export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export type Figures = Record<string, string | number | boolean | null>;

/** What can be mended without a person: which repair, or why none is safe. */
export type Remedy = { repair: RepairName } | { person: string };

/** How books are mended; each is code of the context that owns them and leaves an event there (repairs.ts). */
export type RepairName =
  | 'release-hold'
  | 'correct-reserved'
  | 'undo-payment'
  | 'return-money'
  | 'note-capture'
  | 'correct-refunded'
  | 'confirm-sale'
  | 'cancel-sale'
  | 'complete-refund'
  | 'fail-refund'
  | 'wake-saga';

/** One thing in which the books disagree. */
export type Difference = {
  kind: DifferenceKind;
  /** Ids of what it is about. */
  about: Record<string, string>;
  expected: Figures;
  found: Figures;
  says: string;
  remedy: Remedy;
};

/** Two looks at the same thing found the same. */
export const isSame = (a: Difference, b: Difference): boolean => JSON.stringify(a) === JSON.stringify(b);
