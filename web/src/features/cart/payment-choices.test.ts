import { describe, expect, it } from '@jest/globals';
import { paymentChoices } from './payment-choices.ts';

const ids = (...args: Parameters<typeof paymentChoices>) => paymentChoices(...args).map(({ id }) => id);

describe('ways to pay', () => {
  it('are the test cards in a demo only', () => {
    expect(ids({ demo: true, role: 'CLIENT', managesStore: false })).toEqual([
      'tok_approved',
      'tok_declined',
      'tok_insufficient_funds',
      'tok_flaky',
      'tok_slow',
      'tok_timeout',
      'store-credit',
    ]);
    expect(ids({ demo: false, role: 'CLIENT', managesStore: false })).toEqual(['tok_approved', 'store-credit']);
  });

  it('include cash for whoever stands at the till of this store', () => {
    expect(ids({ demo: false, role: 'MANAGER', managesStore: true })).toContain('cash');
    expect(ids({ demo: false, role: 'ADMIN', managesStore: false })).toContain('cash');
    expect(ids({ demo: false, role: 'MANAGER', managesStore: false })).not.toContain('cash');
    expect(ids({ demo: false, role: null, managesStore: false })).not.toContain('cash');
  });
});
