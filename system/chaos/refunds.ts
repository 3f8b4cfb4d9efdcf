import { randomUUID } from 'node:crypto';
import type { TestClient } from '@comptoir/testing';
import { patiently } from './patience.ts';
import type { RefundWish } from './schedule.ts';
import type { Shop } from './shop.ts';

export type RefundsAsked = { requested: number; approved: number; rejected: number };

/** The shopper asks for the money of a sold sale, and the admin says yes or no; each asked again until it is answered. */
export async function giveBack(
  shop: Shop,
  shopper: TestClient,
  saleId: string,
  wish: RefundWish,
  asked: RefundsAsked,
): Promise<void> {
  const lines = wish.whole ? null : await patiently(() => oneUnit(shopper, saleId));
  const request = async () => {
    const idempotencyKey = randomUUID();
    const input = {
      saleId,
      reason: 'Changed my mind.',
      restock: wish.restock,
      idempotencyKey,
      ...(lines && { lines }),
    };
    const refundId = await patiently(() => requestRefund(shopper, input));
    if (!refundId) return;
    asked.requested++;
    const outcome = await patiently(() =>
      wish.approved ? approve(shop.admin, refundId) : reject(shop.admin, refundId),
    );
    if (outcome) asked[wish.approved ? 'approved' : 'rejected']++;
  };
  await Promise.all([request(), ...(wish.twice ? [request()] : [])]);
}

async function oneUnit(client: TestClient, saleId: string): Promise<{ saleLineId: string; quantity: number }[]> {
  const { sale } = await client.data<{ sale: { lines: { id: string }[] } }>(
    'query ($id: ID!) { sale(id: $id) { lines { id } } }',
    { id: saleId },
  );
  return sale.lines.slice(0, 1).map(({ id }) => ({ saleLineId: id, quantity: 1 }));
}

/** Null when it was refused: nothing is left to give back. */
async function requestRefund(client: TestClient, input: object): Promise<string | null> {
  const { requestRefund } = await client.data<{ requestRefund: { refund?: { id: string } } }>(
    `mutation ($input: RequestRefundInput!) {
      requestRefund(input: $input) { ... on RequestRefundSuccess { refund { id } } }
    }`,
    { input },
  );
  return requestRefund.refund?.id ?? null;
}

async function approve(admin: TestClient, refundId: string): Promise<boolean> {
  const { approveRefund } = await admin.data<{ approveRefund: { __typename: string } }>(
    'mutation ($input: ApproveRefundInput!) { approveRefund(input: $input) { __typename } }',
    { input: { refundId } },
  );
  return approveRefund.__typename === 'ApproveRefundSuccess';
}

async function reject(admin: TestClient, refundId: string): Promise<boolean> {
  const { rejectRefund } = await admin.data<{ rejectRefund: { __typename: string } }>(
    'mutation ($input: RejectRefundInput!) { rejectRefund(input: $input) { __typename } }',
    { input: { refundId, reason: 'Worn.' } },
  );
  return rejectRefund.__typename === 'RejectRefundSuccess';
}
