import { sagaInput, type SetStep } from '@comptoir/contracts';
import { z } from 'zod';
import { defineSaga, type SagaDefinition } from '../src/domain/saga.ts';

const yes: SetStep<object> = async (calls) => new Map(calls.map(({ sagaId }) => [sagaId, { outcome: 'done' }]));
const retry = { firstMs: 50, factor: 2, capMs: 2_000, attempts: 10 };

/**
 * A sale of its own for the tests of the machine and of the gate: four steps with all that a table can have, as the first
 * sale had them. It stays as it is whatever becomes of the real one.
 */
export const sampleSale: SagaDefinition<never> = defineSaga<never>({
  type: 'SALE',
  version: 1,
  input: sagaInput.extend({
    lines: z.array(z.object({ productId: z.uuid(), quantity: z.int().min(1) })),
    payment: z.object({ method: z.enum(['CARD', 'CASH']), token: z.string().nullable() }),
  }),
  states: { initial: 'INITIATED', failed: 'FAILED', compensated: 'COMPENSATED' },
  steps: [
    {
      name: 'verify-stock',
      states: { running: 'STOCK_VERIFYING', done: 'STOCK_VERIFIED', failed: 'STOCK_VERIFICATION_FAILED' },
      ...{ before: yes, do: yes, undo: null, deadlineMs: 30_000, retry },
    },
    {
      name: 'reserve-stock',
      states: {
        ...{ running: 'STOCK_RESERVING', done: 'STOCK_RESERVED', failed: 'STOCK_RESERVATION_FAILED' },
        undoing: 'COMPENSATING_STOCK',
      },
      ...{ do: yes, undo: yes, deadlineMs: 30_000, retry },
    },
    {
      name: 'process-payment',
      states: {
        ...{ running: 'PAYMENT_PROCESSING', done: 'PAYMENT_PROCESSED', failed: 'PAYMENT_FAILED' },
        undoing: 'COMPENSATING_PAYMENT',
      },
      ...{ do: yes, undo: yes, deadlineMs: 10_000, retry },
    },
    {
      name: 'confirm-order',
      states: { running: 'ORDER_CONFIRMING', done: 'SALE_CONFIRMED', failed: 'ORDER_CONFIRMATION_FAILED' },
      ...{ do: yes, after: yes, undo: null, deadlineMs: 15_000, retry },
    },
  ],
  pivot: 'confirm-order',
  pivotDeadlineMs: 60_000,
  abandon: [yes, yes],
  undoRetry: { firstMs: 100, factor: 2, capMs: 5_000, attempts: 20 },
});
