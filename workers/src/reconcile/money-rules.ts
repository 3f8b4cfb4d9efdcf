import type { SaleFacts, Statement } from '@comptoir/sales/worker';
import type { Difference, Figures, Remedy } from './difference.ts';

const CAPTURED: readonly string[] = ['CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'];

const about = ({ id, sagaId, paymentId }: SaleFacts) => ({ saleId: id, sagaId, paymentId });

/** The books of a sold sale: captured once and whole, and paid back what its refunds say. */
export function moneyOfSale(sale: SaleFacts, statement: Statement | null): Difference[] {
  return [
    ...amountOf(sale),
    ...captureOf(sale, statement),
    ...refundsOf(sale),
    ...unitsOf(sale),
    ...paidBackOf(sale, statement),
  ];
}

/** What was sold costs what its lines do, whatever became of it. */
export function linesOf(sale: SaleFacts): Difference[] {
  if (sale.totalMinor === sale.linesMinor) return [];
  return [
    {
      kind: 'SALE_UNLIKE_LINES',
      about: about(sale),
      expected: { totalMinor: sale.linesMinor },
      found: { totalMinor: sale.totalMinor, units: sale.unitsSold },
      says: 'The total of the sale is not the sum of its lines.',
      remedy: {
        person: 'Compare with SaleCreated in the audit trail: a line or the total was changed by hand, or lost.',
      },
    },
  ];
}

function amountOf(sale: SaleFacts): Difference[] {
  if (sale.paymentMinor === sale.totalMinor) return [];
  return [
    {
      kind: 'PAYMENT_UNLIKE_SALE',
      about: about(sale),
      expected: { paymentMinor: sale.totalMinor },
      found: { paymentMinor: sale.paymentMinor },
      says: 'The payment is over another amount than the sale.',
      remedy: { person: 'Compare with SaleCreated in the audit trail: one of the two was changed by hand.' },
    },
  ];
}

function captureOf(sale: SaleFacts, statement: Statement | null): Difference[] {
  const isNoted = CAPTURED.includes(sale.paymentState);
  const taken = statement?.capturedMinor;
  if (isNoted && (taken === undefined || taken === sale.totalMinor || taken === sale.paymentMinor)) return [];
  const facts = {
    about: about(sale),
    expected: { payment: 'CAPTURED', providerCapturedMinor: sale.totalMinor },
    found: { payment: sale.paymentState, providerCapturedMinor: taken ?? null },
  };
  if (!isNoted && taken === sale.totalMinor)
    return [
      {
        ...facts,
        kind: 'PAYMENT_UNLIKE_PROVIDER',
        says: `The sale is paid at the provider, and its payment here is ${sale.paymentState}.`,
        remedy: { repair: 'note-capture' },
      },
    ];
  if (taken)
    return [
      {
        ...facts,
        kind: 'PAYMENT_UNLIKE_PROVIDER',
        says: 'The provider took another amount than the sale is over.',
        remedy: { person: 'Settle the rest with the provider and the buyer; nobody else can say who is right.' },
      },
    ];
  return [
    {
      ...facts,
      kind: 'SALE_NOT_PAID',
      says: 'The goods are sold, and nobody has paid for them.',
      remedy: { person: 'Nothing can be taken without the buyer: ask the provider, then the buyer.' },
    },
  ];
}

/** What sale and payment say was refunded is what the refunds paid back. */
function refundsOf(sale: SaleFacts): Difference[] {
  const found = { saleMinor: sale.refundedMinor, paymentMinor: sale.paymentRefundedMinor };
  const expected = { saleMinor: sale.refundsPaidMinor, paymentMinor: sale.refundsPaidMinor };
  if (found.saleMinor === expected.saleMinor && found.paymentMinor === expected.paymentMinor) return [];
  const isPossible = sale.refundsPaidMinor <= Math.min(sale.totalMinor, sale.paymentMinor);
  return [
    {
      kind: 'REFUNDED_SUM',
      about: about(sale),
      ...{ expected, found },
      says: 'Sale or payment says that another amount was refunded than its refunds paid back.',
      remedy: isPossible
        ? { repair: 'correct-refunded' }
        : { person: 'More was paid back than was paid: settle it with the provider and the buyer.' },
    },
  ];
}

/** The lines of a sale and its status say of units what its refunds do. */
function unitsOf(sale: SaleFacts): Difference[] {
  const { unitsSold, unitsPaidBack, unitsAsked } = sale;
  const status = unitsPaidBack === 0 ? 'CONFIRMED' : unitsPaidBack < unitsSold ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  // That it is not sold at all is said beside its saga.
  const isUnlike = sale.status !== status && !['PENDING', 'CANCELLED'].includes(sale.status);
  if (sale.linesUnlikeRefunds === 0 && !isUnlike) return [];
  return [
    {
      kind: 'SALE_UNLIKE_REFUNDS',
      about: about(sale),
      expected: { sale: status, unitsRefunded: unitsPaidBack, unitsPending: unitsAsked, linesUnlikeRefunds: 0 },
      found: {
        sale: sale.status,
        unitsRefunded: sale.unitsRefunded,
        unitsPending: sale.unitsPending,
        linesUnlikeRefunds: sale.linesUnlikeRefunds,
      },
      says: 'Lines or status of the sale say that other units came back, or are asked back, than its refunds do.',
      remedy: {
        person:
          'Compare with its refunds in the audit trail: a line or a refund was changed by hand, or restored alone.',
      },
    },
  ];
}

/** What the provider was asked to pay back it may have paid. */
function paidBackOf(sale: SaleFacts, statement: Statement | null): Difference[] {
  const most = sale.refundsPaidMinor + sale.refundsAskedMinor;
  if (!statement || (statement.refundedMinor >= sale.refundsPaidMinor && statement.refundedMinor <= most)) return [];
  return [
    {
      kind: 'PAYMENT_UNLIKE_PROVIDER',
      about: about(sale),
      expected: { providerRefundedMinor: sale.refundsPaidMinor },
      found: { providerRefundedMinor: statement.refundedMinor },
      says: 'The provider paid back another amount than the refunds of the sale.',
      remedy: { person: 'Settle it with the provider: its answers to the refunds and its books are not the same.' },
    },
  ];
}

/** Whether a payment may still take money, or has taken it and not given it back. */
const isOpen = ({ paymentState }: SaleFacts): boolean =>
  ['ASKED', 'CAPTURED', 'PARTIALLY_REFUNDED'].includes(paymentState);

function remedyOfNoSale(sale: SaleFacts, { hasSaga, isSold }: { hasSaga: boolean; isSold: boolean }): Remedy {
  if (isSold)
    return { person: 'Sale or shelf say that it was sold: find out who is right before any money is paid back.' };
  // Its goods may be sold already: only its saga knows which reservation holds them, and whether it was past its pivot.
  if (!hasSaga)
    return { person: 'Its saga is lost: look whether the goods have left the shelf before any money is paid back.' };
  return { repair: isOpen(sale) && sale.status === 'PENDING' ? 'undo-payment' : 'return-money' };
}

/** Whatever our side says of the payment: the provider gave away more than it had taken, and nothing we ask it brings that back. */
const tooMuchPaidBack = (sale: SaleFacts, kept: number): Difference => ({
  kind: 'PAYMENT_UNLIKE_PROVIDER',
  about: about(sale),
  expected: { providerKeptMinor: 0 },
  found: { payment: sale.paymentState, providerKeptMinor: kept },
  says: 'The provider paid back more than it took for a sale that did not come about.',
  remedy: { person: 'Settle it with the provider and the buyer: money was paid back that was never taken, or twice.' },
});

/**
 * The books of a sale that did not come about: nothing is kept, here and at the provider. Where anything says that it was sold
 * after all (`isSold`), no money moves before a person has looked.
 */
export function moneyOfNoSale(
  sale: SaleFacts,
  statement: Statement | null,
  { hasSaga, isSold }: { hasSaga: boolean; isSold: boolean },
): Difference[] {
  const kept = statement ? statement.capturedMinor - statement.refundedMinor : 0;
  if (kept < 0) return [tooMuchPaidBack(sale, kept)];
  if (kept === 0 && !isOpen(sale)) return [];
  const found: Figures = { payment: sale.paymentState, providerKeptMinor: statement ? kept : null };
  const remedy = remedyOfNoSale(sale, { hasSaga, isSold });
  const expected = { payment: 'VOIDED or REFUNDED', providerKeptMinor: 0 };
  return [
    {
      ...{ kind: 'MONEY_WITHOUT_SALE', about: about(sale), expected, found, remedy },
      says:
        kept > 0
          ? 'Money is kept for a sale that did not come about.'
          : 'The payment of an unsold sale was not undone.',
    },
  ];
}
