import { describe, expect, it } from '@jest/globals';
import { MOVES } from './moves.ts';
import { captureAnswer, isUndone, type PaymentState } from './payment.ts';

const STATES: PaymentState[] = ['PENDING', 'ASKED', 'CAPTURED', 'DECLINED', 'VOIDED', 'PARTIALLY_REFUNDED', 'REFUNDED'];
const record = (state: PaymentState) => ({
  state,
  declineCode: state === 'DECLINED' ? 'CARD_DECLINED' : null,
  declineMessage: 'No.',
  undoAttempts: 0,
});

describe('a payment step that is asked again', () => {
  it('answers what its payment says, and asks only while that is open', () => {
    const answers = STATES.map((state) => captureAnswer(record(state))?.outcome ?? 'ask');
    expect(answers).toEqual(['ask', 'ask', 'done', 'refused', 'refused', 'done', 'refused']);
    expect(captureAnswer(record('DECLINED'))).toEqual({ outcome: 'refused', code: 'CARD_DECLINED', message: 'No.' });
  });

  it('has nothing to undo where nothing was or will be taken', () => {
    expect(STATES.filter((state) => isUndone(record(state)))).toEqual(['DECLINED', 'VOIDED', 'REFUNDED']);
  });
});

describe('moves of a sale', () => {
  it('confirm only what is paid, and cancel only what keeps nothing', () => {
    expect(Object.keys(MOVES.confirm.payment)).toEqual(['CAPTURED']);
    expect(Object.keys(MOVES.cancel.payment).sort()).toEqual(['DECLINED', 'PENDING', 'REFUNDED', 'VOIDED']);
  });

  it('never lead out of a state that is undone', () => {
    const changes = Object.values(MOVES).flatMap(({ payment }) =>
      Object.entries(payment).filter(([from, to]) => from !== to),
    );
    const left = new Set(changes.map(([from]) => from as PaymentState));
    expect([...left].filter((state) => isUndone(record(state)))).toEqual([]);
  });
});
