import { randomUUID } from 'node:crypto';
import { eventually, type TestClient } from '@comptoir/testing';
import { patiently } from './patience.ts';
import type { ComplaintWish } from './schedule.ts';
import type { Shop } from './shop.ts';

export type ComplaintsAsked = { filed: number; resolved: number };

/** So long a customer waits for what was promised. */
const SETTLED_MS = 15_000;

const FILE = `mutation ($input: FileComplaintInput!) {
  fileComplaint(input: $input) { ... on FileComplaintSuccess { complaint { id } } } }`;
const ASSIGN = 'mutation ($input: AssignComplaintInput!) { assignComplaint(input: $input) { __typename } }';
const START = 'mutation ($input: StartComplaintInput!) { startComplaint(input: $input) { __typename } }';
const RESOLVE = 'mutation ($input: ResolveComplaintInput!) { resolveComplaint(input: $input) { __typename } }';
const OUTCOME = 'query ($id: ID!) { complaint(id: $id) { resolutionOutcome } }';

/**
 * The shopper complains about a sold sale, and the admin takes it, begins and settles it; each asked again until it is answered. Whatever
 * was done by an answer that was lost is refused the second time, which is an answer as well.
 */
export async function complain(
  shop: Shop,
  shopper: TestClient,
  saleId: string,
  wish: ComplaintWish,
  asked: ComplaintsAsked,
): Promise<void> {
  const words = { title: 'It broke', description: 'On the first day.', category: 'PRODUCT_DEFECT' };
  const input = { ...words, saleId, idempotencyKey: randomUUID() };
  const file = () => shopper.data<{ fileComplaint: { complaint?: { id: string } } }>(FILE, { input });
  const complaintId = (await patiently(file))?.fileComplaint.complaint?.id;
  if (!complaintId) return;
  asked.filed++;
  await patiently(() => shop.admin.data(ASSIGN, { input: { complaintId } }));
  await patiently(() => shop.admin.data(START, { input: { complaintId } }));
  const resolve = () =>
    patiently(() => shop.admin.data(RESOLVE, { input: { complaintId, resolution: wish.resolution } }));
  await Promise.all([resolve(), ...(wish.twice ? [resolve()] : [])]);
  const isSettled = async () => {
    const { complaint } = await shopper.data<{ complaint: { resolutionOutcome: string } }>(OUTCOME, {
      id: complaintId,
    });
    return complaint.resolutionOutcome === 'DONE';
  };
  await eventually(isSettled, { within: SETTLED_MS, every: 250, what: 'a settled complaint' }).then(
    () => asked.resolved++,
    // What became of it is in the database.
    () => undefined,
  );
}
