import type { SagaState, SagaType } from '../../__generated__/operations.ts';
import type { Tone } from '../../ui/notice.tsx';

/** What a state means for the shopper: on the way, done, or being taken back, and how it ended. */
export type Phase = 'working' | 'refused' | 'undoing' | 'confirmed' | 'undone' | 'failed';

export type StateWords = { sentence: string; phase: Phase };

/** One sentence for each state of an order, a refund or the settling of a complaint. The type check fails for a state that has none. */
export const STATE_WORDS: Record<SagaState, StateWords> = {
  INITIATED: { phase: 'working', sentence: 'We have your order.' },
  STOCK_VERIFYING: { phase: 'working', sentence: 'We are looking whether everything is on the shelf.' },
  STOCK_VERIFIED: { phase: 'working', sentence: 'Everything is on the shelf.' },
  STOCK_VERIFICATION_FAILED: { phase: 'refused', sentence: 'Something you chose is not on the shelf any more.' },
  STOCK_RESERVING: { phase: 'working', sentence: 'We are setting your things aside.' },
  STOCK_RESERVED: { phase: 'working', sentence: 'Your things are set aside for you.' },
  STOCK_RESERVATION_FAILED: { phase: 'refused', sentence: 'Your things could not be set aside.' },
  PAYMENT_PROCESSING: { phase: 'working', sentence: 'We are asking for the payment.' },
  PAYMENT_PROCESSED: { phase: 'working', sentence: 'The payment is through.' },
  PAYMENT_FAILED: { phase: 'refused', sentence: 'The payment did not go through.' },
  ORDER_CONFIRMING: { phase: 'working', sentence: 'We are making your order final.' },
  ORDER_CONFIRMATION_FAILED: { phase: 'refused', sentence: 'Your order could not be made final.' },
  SALE_CONFIRMED: { phase: 'confirmed', sentence: 'Your order is confirmed. Thank you!' },
  REFUND_VALIDATING: { phase: 'working', sentence: 'We are looking at your refund.' },
  REFUND_VALIDATED: { phase: 'working', sentence: 'Your refund can be paid.' },
  REFUND_VALIDATION_FAILED: { phase: 'refused', sentence: 'The refund cannot be paid any more.' },
  PAYMENT_REFUNDING: { phase: 'working', sentence: 'Your refund is on its way.' },
  PAYMENT_REFUNDED: { phase: 'working', sentence: 'Your money is back where it came from.' },
  PAYMENT_REFUND_FAILED: { phase: 'refused', sentence: 'Your refund could not be paid.' },
  STOCK_RESTORING: { phase: 'working', sentence: 'We are taking the things back that you returned.' },
  STOCK_RESTORED: { phase: 'working', sentence: 'We have taken back what you returned.' },
  REFUND_COMPLETING: { phase: 'working', sentence: 'We are closing your refund.' },
  REFUND_COMPLETED: { phase: 'confirmed', sentence: 'Your refund is paid.' },
  SETTLEMENT_RESERVING: { phase: 'working', sentence: 'We are looking at what your complaint is about.' },
  SETTLEMENT_RESERVED: { phase: 'working', sentence: 'What was promised can be done.' },
  SETTLEMENT_RESERVATION_FAILED: { phase: 'refused', sentence: 'What was promised cannot be done any more.' },
  COMPLAINT_SETTLING: { phase: 'working', sentence: 'What was promised is on its way.' },
  COMPLAINT_SETTLED: { phase: 'working', sentence: 'You have what was promised.' },
  COMPLAINT_SETTLEMENT_FAILED: { phase: 'refused', sentence: 'What was promised could not be done.' },
  RESOLUTION_COMPLETING: { phase: 'working', sentence: 'We are noting it in your complaint.' },
  RESOLUTION_COMPLETED: { phase: 'confirmed', sentence: 'Your complaint is settled.' },
  COMPENSATING_SETTLEMENT: { phase: 'undoing', sentence: 'We are taking back what was begun for your complaint.' },
  COMPENSATING_PAYMENT: { phase: 'undoing', sentence: 'We are giving your money back.' },
  COMPENSATING_STOCK: { phase: 'undoing', sentence: 'We are putting your things back on the shelf.' },
  COMPENSATED: {
    phase: 'undone',
    sentence: 'The order was not made. Everything was taken back, and you have paid nothing.',
  },
  FAILED: { phase: 'failed', sentence: 'The order was not made. Nothing was set aside, and you have paid nothing.' },
};

/** A shop that is newer than this page may be in a state it has not heard of. */
const UNKNOWN: StateWords = { phase: 'working', sentence: 'Your order is on its way.' };

export const stateWords = (state: SagaState): StateWords =>
  (STATE_WORDS as Partial<Record<SagaState, StateWords>>)[state] ?? UNKNOWN;

/** Refunds and settlements end without success in other words than orders. */
const UNDONE_WORDS: Record<Exclude<SagaType, 'SALE'>, string> = {
  REFUND: 'The refund was not paid. What it was for may be asked for again.',
  COMPLAINT_RESOLUTION: 'The complaint was not settled. Everything was taken back.',
};

/** The sentence of a state, for whoever follows this type of saga. */
export function sentenceOf(state: SagaState, type: SagaType): string {
  const { sentence, phase } = stateWords(state);
  return type !== 'SALE' && (phase === 'undone' || phase === 'failed') ? UNDONE_WORDS[type] : sentence;
}

const FINAL: readonly Phase[] = ['confirmed', 'undone', 'failed'];

export const isFinal = (state: SagaState): boolean => FINAL.includes(stateWords(state).phase);

/** Until the order is being made final, or the refund is being paid, it can be called off, also while it waits for a person. */
const TOO_LATE: readonly SagaState[] = [
  'ORDER_CONFIRMING',
  'PAYMENT_REFUNDING',
  'PAYMENT_REFUNDED',
  'STOCK_RESTORING',
  'STOCK_RESTORED',
  'REFUND_COMPLETING',
  'COMPLAINT_SETTLING',
  'COMPLAINT_SETTLED',
  'RESOLUTION_COMPLETING',
];

export function canCancel({ state, cancelRequested }: { state: SagaState; cancelRequested: boolean }): boolean {
  return stateWords(state).phase === 'working' && !TOO_LATE.includes(state) && !cancelRequested;
}

/** What a saga is called: by its order, where it has one. */
export function sagaTitle(type: SagaType, number: number | null): string {
  const { name } = TYPE_WORDS[type];
  if (number === null) return name;
  return type === 'SALE' ? `${name} ${number}` : `${name}, order ${number}`;
}

/** What each type of saga is called, and how it is stopped. */
export const TYPE_WORDS: Record<SagaType, { name: string; stop: string }> = {
  SALE: { name: 'Order', stop: 'Cancel order' },
  REFUND: { name: 'Refund', stop: 'Stop refund' },
  COMPLAINT_RESOLUTION: { name: 'Settlement', stop: 'Stop settlement' },
};

export const PHASE_TONES: Record<Phase, Tone> = {
  working: 'plain',
  refused: 'low',
  undoing: 'low',
  confirmed: 'good',
  undone: 'refused',
  failed: 'refused',
};

export const SAGA_STATES = Object.keys(STATE_WORDS) as SagaState[];

/** The name of a state for those who look after many: STOCK_VERIFYING is "Stock verifying". */
export const stateTitle = (state: SagaState): string =>
  state.charAt(0) + state.slice(1).toLowerCase().replaceAll('_', ' ');

export const stateTone = (state: SagaState): Tone => PHASE_TONES[stateWords(state).phase];
