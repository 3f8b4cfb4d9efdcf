import { describe, expect, it } from '@jest/globals';
import { PAID } from '../../../test/sale-states.ts';
import { no, pending, walk } from '../../../test/walk.ts';
import { saleSaga } from './sale.ts';
import { portsElsewhere } from './steps-elsewhere.ts';

const saga = saleSaga(portsElsewhere());
const HOLD_LIVES_MS = 30_000;

describe('a sale', () => {
  it('is sold when all answer done, and takes all back when its hold is lost', () => {
    expect(walk({}, { saga }).states).toEqual([...PAID, 'SALE_CONFIRMED']);
    const lost = walk({ 'confirm-order': no('HOLD_LOST') }, { saga });
    const back = ['ORDER_CONFIRMATION_FAILED', 'COMPENSATING_PAYMENT', 'COMPENSATING_STOCK', 'COMPENSATED'];
    expect(lost.states).toEqual([...PAID, ...back]);
  });

  it('gives a payment that stays pending up while its goods are still held', () => {
    const slow = walk({ 'process-payment': pending(250) }, { saga });
    expect(slow.fold).toMatchObject({ state: 'COMPENSATED', error: 'NO_ANSWER' });
    expect(slow.fold?.errorMessage).toMatch(/no answer in time: .* nothing is kept of it\.$/);
    expect(slow.tookMs).toBeLessThan(HOLD_LIVES_MS / 2);
  });
});
