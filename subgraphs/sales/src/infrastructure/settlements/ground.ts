import type { RefundLine, ResolutionOrder } from '@comptoir/contracts';
import type { PoolClient } from '@comptoir/database';
import { appendEvents, type NewEvent } from '@comptoir/messaging';
import type { Refund } from '../../domain/refund.ts';
import type { Sale } from '../../domain/sale.ts';

export type IssuedCredit = { id: string; userId: string; complaintId: string; amountMinor: number; currency: string };

/** What is told once it is committed. */
export type Happened = { sales: Sale[]; refunds: Refund[]; credits: IssuedCredit[] };

/** One settlement in hand: its row is locked, and the sale that it is of. */
export type Ground = { client: PoolClient; order: ResolutionOrder; sale: Sale; happened: Happened };

export type KeptLine = RefundLine & { productName: string };

/** Where an event of a settlement comes from: whoever resolved did it. */
export const originOf = ({ correlationId, traceparent, resolvedBy }: ResolutionOrder) => ({
  ...{ correlationId, traceparent, userId: resolvedBy },
});

/** Appends to a stream that is locked or new. */
export async function append(client: PoolClient, event: NewEvent): Promise<void> {
  if (!(await appendEvents(client, [event]))) throw new Error(`The stream ${event.streamId} was written by another.`);
}
