import { isUuid, sealedFor, tidied, uuidv7 } from '@comptoir/kit';
import { requireActor } from '@comptoir/graphql-kit';
import { conflictOf, refused, type Outcome } from '../../domain/problems.ts';
import { planRefund, wishFaults, type LineWish, type Refund } from '../../domain/refund.ts';
import { mustBeAbleToAskBack } from '../policies.ts';
import type { Deps } from '../ports.ts';
import type { SaleReads } from '../reads.ts';
import type { Caller } from '../refund-ports.ts';
import { originOf } from './caller.ts';

export type RequestRefundInput = {
  saleId: string;
  lines?: readonly LineWish[] | null;
  reason?: string | null;
  restock?: boolean | null;
  idempotencyKey: string;
  expectedVersion?: number | null;
};

/** Asks for money back. What is asked for is kept from all other refunds until this one is decided, and paid or not. */
export const requestRefund =
  ({ refunds, personKeys }: Pick<Deps, 'refunds' | 'personKeys'>, { byIds }: Pick<SaleReads, 'byIds'>) =>
  async (caller: Caller, input: RequestRefundInput): Promise<Outcome<Refund>> => {
    const { sub } = requireActor(caller.actor);
    const { saleId, idempotencyKey, expectedVersion } = input;
    const wishes = input.lines ?? [];
    const reason = tidied(input.reason);
    const fields = wishFaults(wishes, reason, idempotencyKey);
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });
    const [sale] = isUuid(saleId) ? await byIds([saleId]) : [];
    if (!sale) return refused({ code: 'NOT_FOUND', what: 'sale', id: saleId });
    mustBeAbleToAskBack(caller.actor, sale);

    const refundId = uuidv7();
    const opening = {
      ...{ refundId, saleId: sale.id, sagaId: uuidv7(), requestedBy: sub, idempotencyKey },
      restock: input.restock ?? true,
      reason: await sealedFor(personKeys, sale.userId, reason, refundId),
      origin: originOf(caller, sub),
    };
    return refunds.open(opening, (locked, lines) => {
      const conflict = conflictOf(locked, expectedVersion);
      return conflict ? refused(conflict) : planRefund(locked.status, lines, wishes);
    });
  };
