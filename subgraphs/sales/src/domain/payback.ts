import type { StepAnswer } from '@comptoir/contracts';
import { isRefundable, type RefundStatus } from './refund.ts';
import type { SaleStatus } from './sale.ts';

/** How far the money of a refund got. ASKED: the provider was asked and may have paid. */
export type Payback = 'NONE' | 'ASKED' | 'PAID' | 'REFUSED';

/** What the refund steps need to know of a refund: it is also what they answer from when they are asked again. */
export type RefundRecord = {
  status: RefundStatus;
  payback: Payback;
  refusalCode: string | null;
  refusalMessage: string | null;
  saleStatus: SaleStatus;
};

export type Refusal = { code: string; message: string };

/** Why a refund that was approved cannot be paid back although nobody was asked for money yet; null when it can. */
export function refusalOf({ status, payback, saleStatus }: RefundRecord): Refusal | null {
  if (status !== 'APPROVED' || payback !== 'NONE' || isRefundable(saleStatus)) return null;
  return { code: 'SALE_NOT_REFUNDABLE', message: `Nothing can be given back of a sale that is ${saleStatus}.` };
}

/** What the payment step answers for a refund in this state; null when the provider must be asked. */
export function payAnswer({ status, payback, refusalCode, refusalMessage }: RefundRecord): StepAnswer | null {
  if (payback === 'PAID') return { outcome: 'done' };
  if (payback === 'REFUSED')
    return {
      outcome: 'refused',
      code: refusalCode ?? 'REFUND_REFUSED',
      message: refusalMessage ?? 'The payment provider did not pay back.',
    };
  if (status === 'APPROVED') return null;
  return {
    outcome: 'refused',
    code: 'REFUND_NOT_APPROVED',
    message: `The refund is ${status}: only an approved one is paid back.`,
  };
}
