import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SaleOrder } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { saleSaga } from '../src/domain/sagas/sale.ts';
import { acceptSagas, type Acceptance } from '../src/infrastructure/accept.ts';
import { startSagas, type TestSagas } from './harness.ts';

let system: TestSagas;
beforeAll(async () => {
  system = await startSagas();
}, 60_000);
afterAll(() => system.dispose());

const anAcceptance = (userId: string, idempotencyKey: string): Acceptance => ({
  idempotencyKey,
  order: {
    ...{ sagaId: uuidv7(), saleId: uuidv7(), reservationId: uuidv7(), paymentId: uuidv7() },
    ...{ userId, storeId: uuidv7(), kind: 'SALE', lines: [], totalMinor: 0, currency: 'CAD', simulate: null },
    ...{ payment: { method: 'CARD', token: 'tok_approved' }, correlationId: randomUUID(), traceparent: null },
  } satisfies SaleOrder,
});
const accept = (acceptances: Acceptance[]) => acceptSagas(system.pool, saleSaga(system.ports), acceptances);

describe('a set of acceptances', () => {
  it('goes on without the one whose saga cannot be told', async () => {
    const userId = randomUUID();
    await accept([anAcceptance(userId, '\ud800x')]);
    const good = anAcceptance(userId, 'good');
    expect(await accept([anAcceptance(userId, '\ud800x'), good])).toEqual([
      expect.objectContaining({ message: expect.stringContaining('cannot be read') }),
      { sagaId: good.order.sagaId, begunAt: expect.any(Date) },
    ]);
  });

  it('answers the same sagas to two that come crosswise with the same keys', async () => {
    const userId = randomUUID();
    for (let round = 0; round < 10; round++) {
      const keys = Array.from({ length: 200 }, (_, n) => `${round} ${n}`);
      const [forward, backward] = await Promise.all(
        [keys, keys.toReversed()].map((order) => accept(order.map((key) => anAcceptance(userId, key)))),
      );
      const ids = (answers: typeof forward = []) => answers.map((one) => (one instanceof Error ? null : one.sagaId));
      expect(ids(backward).reverse()).toEqual(ids(forward));
    }
  });
});
