import { expect, it } from '@jest/globals';
import { checkConnectionBudget } from './budget.ts';

it('adds the pools up against the server', () => {
  checkConnectionBudget(
    [
      { name: 'users', max: 50 },
      { name: 'sales', max: 40 },
    ],
    100,
  );
  expect(() =>
    checkConnectionBudget(
      [
        { name: 'users', max: 50 },
        { name: 'sales', max: 41 },
      ],
      100,
    ),
  ).toThrow(/may open 91 connections \(users 50, sales 41\).*allows 100/);
});
