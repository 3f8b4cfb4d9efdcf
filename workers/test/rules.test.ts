import { expect, it } from '@jest/globals';
import { DIFFERENCE_KINDS } from '../src/reconcile/difference.ts';
import { found } from './rules/facts.ts';
import { orderRules } from './rules/orders.ts';
import { partRules } from './rules/parts.ts';

orderRules();
partRules();

it('every kind is told by a rule here, but for charges, which only the provider knows', () => {
  expect(DIFFERENCE_KINDS.filter((kind) => !found.has(kind))).toEqual(['CHARGE_UNKNOWN']);
});
