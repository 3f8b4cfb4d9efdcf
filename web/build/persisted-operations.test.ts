import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { parse, print } from 'graphql';
import { REFRESH_SESSION } from '../src/session/operations.ts';
import { persistedOperations } from './persisted-operations.ts';

const { operations } = await persistedOperations(fileURLToPath(new URL('../src', import.meta.url)));

it('lists every operation once, under the hash of its text', () => {
  const names = operations.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['Checkout', 'Login', 'OrderPage', 'ProductList', 'SagaUpdated', 'StockChanged']),
  );
  expect(new Set(names).size).toBe(names.length);
  for (const { id, body } of operations) expect(id).toBe(createHash('sha256').update(body).digest('hex'));
});

it('lists what is sent: whole, without what only the client understands', () => {
  for (const { body } of operations) {
    expect(() => parse(body)).not.toThrow();
    expect(body).not.toMatch(/@unmask/);
  }
});

it('knows the one operation that goes past the client', () => {
  expect(operations.map(({ body }) => body)).toContain(print(REFRESH_SESSION));
});
