import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { saleSaga } from '../src/domain/sagas/sale.ts';
import { defineSaga, type Saga } from '../src/domain/saga.ts';
import type { SaleOrder } from '@comptoir/contracts';
import { startSagas, type TestSagas } from './harness.ts';

let system: TestSagas;
beforeAll(async () => {
  system = await startSagas();
});
afterAll(() => system.dispose());

it('carries a saga to its end on the version that it began with, beside those of a newer one', async () => {
  const first = saleSaga(system.ports);
  const [verify, ...rest] = first.steps;
  if (!verify) throw new Error('A sale has steps.');
  // Version 2 no longer looks before it holds.
  const second = defineSaga<SaleOrder>({ ...(first as Saga<SaleOrder>), version: 2, steps: rest });
  const [old, young] = [await system.person().buy(), await system.person().buy()];
  await system.pool.query('UPDATE saga SET definition_version = 2 WHERE id = $1', [young]);

  const { claimed } = await system.newEngine({ definitions: [first, second] }).runOnce();

  expect(claimed).toBe(2);
  expect(await system.row(old)).toMatchObject({ state: 'SALE_CONFIRMED', version: 9 });
  expect(await system.row(young)).toMatchObject({ state: 'SALE_CONFIRMED', version: 7 });
  expect(system.ports.callsOf(old)).toContain('verifyStock');
  expect(system.ports.callsOf(young)).not.toContain('verifyStock');
});
