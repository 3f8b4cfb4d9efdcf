import type { CheckoutPaymentInput, SagaSimulation, UserRole } from '../../__generated__/operations.ts';
import { formatMoney, type Money } from '../../shared/format.ts';

export type PaymentChoice = { id: string; label: string; hint: string; payment: CheckoutPaymentInput };

const card = (token: string, label: string, hint: string): PaymentChoice => ({
  id: token,
  label,
  hint,
  payment: { method: 'CARD', token },
});

/** The cards of the built-in payment provider, one for each thing that can happen to a card. */
const TEST_CARDS: readonly PaymentChoice[] = [
  card('tok_approved', 'Card ending 4242', 'Test card: is accepted'),
  card('tok_declined', 'Card ending 0002', 'Test card: the bank declines it'),
  card('tok_insufficient_funds', 'Card ending 9995', 'Test card: not enough money on it'),
  card('tok_flaky', 'Card ending 3155', 'Test card: fails twice, then works'),
  card('tok_slow', 'Card ending 3220', 'Test card: the bank takes two seconds'),
  card('tok_timeout', 'Card ending 6975', 'Test card: the bank never answers'),
];

/** Outside a demo the card form of a payment provider stands here; the built-in provider has one card. */
const CARD: PaymentChoice = { ...card('tok_approved', 'Card', 'Charged when your order is confirmed') };

const storeCredit = (credit: readonly Money[] | null): PaymentChoice => ({
  id: 'store-credit',
  label: 'Store credit',
  hint:
    credit === null
      ? 'Must cover the whole total'
      : credit.length === 0
        ? 'You have none'
        : `You have ${credit.map(formatMoney).join(' and ')}; it must cover the whole total`,
  payment: { method: 'STORE_CREDIT' },
});
const CASH: PaymentChoice = {
  id: 'cash',
  label: 'Cash at the till',
  hint: 'For staff of this store',
  payment: { method: 'CASH' },
};

/** How this person can pay at this store. */
export function paymentChoices({
  demo,
  role,
  managesStore,
  credit,
}: {
  demo: boolean;
  role: UserRole | null;
  managesStore: boolean;
  /** What they have of store credit; null where that is not known. */
  credit: readonly Money[] | null;
}): PaymentChoice[] {
  const till = role === 'ADMIN' || (role === 'MANAGER' && managesStore);
  return [...(demo ? TEST_CARDS : [CARD]), storeCredit(credit), ...(till ? [CASH] : [])];
}

/** The roads through an order that a demo can be told to take. */
export const SIMULATIONS: Record<SagaSimulation, string> = {
  FAIL_VERIFICATION: 'The stock is found short',
  FAIL_RESERVATION: 'The goods cannot be held',
  FAIL_CONFIRMATION: 'Confirming fails after the payment',
  FAIL_COMPENSATION: 'Confirming fails, and paying back too',
};
