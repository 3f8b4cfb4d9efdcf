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
});
