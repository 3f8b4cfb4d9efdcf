import { describe, expect, it } from '@jest/globals';
import { paymentChoices } from './payment-choices.ts';

type Person = Omit<Parameters<typeof paymentChoices>[0], 'credit'>;
const ids = (person: Person) => paymentChoices({ ...person, credit: null }).map(({ id }) => id);

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

  it('say how much store credit there is', () => {
    const hint = (credit: { amountMinor: number; currency: string }[] | null) =>
      paymentChoices({ demo: false, role: 'CLIENT', managesStore: false, credit })[1]?.hint;
    expect(hint([{ amountMinor: 2_500, currency: 'CAD' }])).toBe('You have $25.00; it must cover the whole total');
    expect(hint([])).toBe('You have none');
    expect(hint(null)).toBe('Must cover the whole total');
  });
});
