import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createRegistry, NewerEventError } from './registry.ts';

/** A made-up type in its third version: first it had one amount, then a currency, then lines. */
const registry = createRegistry(
  {
    CartPaid: z.object({ lines: z.array(z.object({ amountMinor: z.int(), currency: z.string().length(3) })) }),
    CartLeft: z.object({ leftAt: z.iso.datetime() }),
  },
  {
    CartPaid: {
      1: ({ amount }) => ({ amountMinor: Number(amount) * 100, currency: 'CAD' }),
      2: (data) => ({ lines: [data] }),
    },
  },
);
const current = { lines: [{ amountMinor: 1_200, currency: 'CAD' }] };
const event = (version: number, data: Record<string, unknown>) => ({ type: 'CartPaid', version, data, position: 7 });

describe('the registry of events', () => {
  it('writes in the newest version, and checks what is written', () => {
    expect(registry.versionOf('CartPaid')).toBe(3);
    expect(registry.versionOf('CartLeft')).toBe(1);
    expect(registry.parse('CartPaid', current)).toEqual(current);
    expect(() => registry.parse('CartPaid', { amount: 12 })).toThrow('Event CartPaid: lines:');
    expect(() => registry.parse('CartStolen' as 'CartLeft', {})).toThrow('Unknown event type "CartStolen"');
  });

  it('reads each old version as one of the current version', () => {
    expect(registry.upcast(event(1, { amount: 12 }))).toEqual(event(3, current));
    expect(registry.upcast(event(2, { amountMinor: 1_200, currency: 'CAD' }))).toEqual(event(3, current));
    const now = event(3, current);
    expect(registry.upcast(now)).toBe(now);
  });

  it('leaves alone what it has no name for, and does not guess at what is newer than it', () => {
    const strange = { ...event(4, {}), type: 'CartStolen' };
    expect(registry.upcast(strange)).toBe(strange);
    expect(() => registry.upcast(event(4, {}))).toThrow(NewerEventError);
  });

  it('does not begin with a version that nobody can read', () => {
    expect(() => createRegistry({ CartLeft: z.object({}) }, { CartLeft: { 2: (data) => data } })).toThrow(
      'CartLeft has 1 upcasters and none of them takes version 1.',
    );
  });
});
