import type { SetStep } from '@comptoir/contracts';
import type { StrayCharge } from '@comptoir/sales/worker';
import type { Books } from './books.ts';
import type { Difference, RepairName } from './difference.ts';
import type { Patience } from './patience.ts';

type Repair = (difference: Difference) => Promise<void>;

/**
 * How books are mended: by the code of the context that owns them, which leaves an event. Each is safe when what it mends was
 * mended meanwhile, and throws when it could not.
 */
export function repairsOf(
  { catalog, sales, steps, sagas }: Books,
  { standstillMs }: Patience,
): Record<RepairName, Repair> {
  /** A step of the saga, made again: what it has done already it answers from its record. */
  function again<Input>(step: SetStep<Input>): Repair {
    return async ({ about: { sagaId = '' } }) => {
      const [saga] = await sagas.sagas([sagaId]);
      if (!saga) throw new Error(`There is no saga ${sagaId}.`);
      const answer = (await step([{ sagaId, input: saga.input as Input }])).get(sagaId);
      if (answer?.outcome === 'refused') throw new Error(answer.message);
      if (answer?.outcome !== 'done') throw new Error('It is not answered yet: compare again in a moment.');
    };
  }

  return {
    'release-hold': ({ about }) => catalog.releaseHold(about.reservationId ?? ''),
    'correct-reserved': ({ about }) =>
      catalog.correctReserved({ storeId: about.storeId ?? '', productId: about.productId ?? '' }),
    'undo-payment': again(steps.refundPayment),
    'confirm-sale': again(steps.confirmSale),
    'cancel-sale': again(steps.cancelSale),
    'complete-refund': again(steps.completeRefund),
    'fail-refund': again(steps.failRefund),
    'note-capture': ({ about }) => sales.noteCapture(about.saleId ?? ''),
    'correct-refunded': ({ about }) => sales.correctRefunded(about.saleId ?? ''),
    'return-money': async ({ about: { saleId, paymentId: key = '' }, found }) => {
      if (!saleId) {
        const { method, currency, keptMinor: amountMinor } = found as StrayCharge;
        return sales.returnMoney({ key, method, currency, amountMinor });
      }
      const [sale] = await sales.sales([saleId]);
      if (!sale) throw new Error(`There is no sale ${saleId}.`);
      const { method, currency, paymentMinor: amountMinor } = sale;
      return sales.returnMoney({ key, method, currency, amountMinor, saleId });
    },
    'wake-saga': ({ about }) => sagas.wake(about.sagaId ?? '', standstillMs),
  };
}
