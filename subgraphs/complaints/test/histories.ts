import { complaintStream, type ComplaintEventType, type EventMetadata } from '@comptoir/contracts';
import { inTransaction, type Pool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { appendEvents } from '@comptoir/messaging';

type Step = { type: ComplaintEventType; data: Record<string, unknown> };
export type History = { id: string; steps: Step[] };

const CATEGORIES = ['PRODUCT_DEFECT', 'SERVICE_ISSUE', 'BILLING_DISPUTE', 'DELIVERY_ISSUE', 'OTHER'];
const PRIORITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
const METADATA: EventMetadata = { correlationId: uuidv7(), source: 'complaints' };
const HOUR_MS = 3_600_000;

/** Numbers in [0, 1), the same for the same seed. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

/** A complaint of some thirty days and whatever may become of it: one event an hour, days apart at times. */
export function aHistory(
  next: () => number,
  { length = 8, storeId = null as string | null, number = 1 } = {},
): History {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  let at = Date.UTC(2026, 3, 1) + Math.floor(next() * 30 * 24) * HOUR_MS;
  const moment = (): string => new Date((at += Math.ceil(next() * 20) * HOUR_MS)).toISOString();
  const facts = { number, customerId: uuidv7(), saleId: storeId && uuidv7(), storeId };
  const agent = uuidv7();
  const filed: Step = {
    type: 'ComplaintFiled',
    data: {
      ...{ ...facts, title: 'sealed', description: null, category: pick(CATEGORIES), priority: pick(PRIORITIES) },
      ...{ requestedResolution: null, filedAt: moment() },
    },
  };
  const later: (() => Step)[] = [
    () => ({
      type: 'ComplaintAssigned',
      data: { ...facts, assigneeId: agent, assignedBy: agent, assignedAt: moment() },
    }),
    () => ({ type: 'ComplaintStarted', data: { ...facts, startedBy: agent, startedAt: moment() } }),
    () => ({
      type: 'ComplaintPriorityChanged',
      data: { ...facts, from: 'LOW', to: pick(PRIORITIES), changedBy: agent, changedAt: moment() },
    }),
    () => ({
      type: 'ComplaintResolved',
      data: {
        ...{ ...facts, resolution: 'EXPLANATION', outcome: 'DONE', comment: null, settlement: null },
        ...{ resolvedBy: agent, resolvedAt: moment() },
      },
    }),
    () => ({
      type: 'ComplaintClosed',
      data: {
        ...{ ...facts, satisfaction: next() < 0.3 ? null : 1 + Math.floor(next() * 5), comment: null },
        ...{ closedBy: agent, closedAt: moment() },
      },
    }),
    () => ({ type: 'ComplaintReopened', data: { ...facts, reason: null, reopenedBy: agent, reopenedAt: moment() } }),
  ];
  return { id: uuidv7(), steps: [filed, ...Array.from({ length: length - 1 }, () => pick(later)())] };
}

/** Writes the events of one version of each history, as far as they go. */
export async function record(pool: Pool, histories: readonly History[], version: number): Promise<void> {
  const events = histories.flatMap(({ id, steps }) => {
    const step = steps[version - 1];
    return step ? [{ ...step, streamId: id, streamType: 'complaint', streamVersion: version, metadata: METADATA }] : [];
  });
  await inTransaction(pool, async (client) => {
    if (!(await appendEvents(client, events))) throw new Error(`Version ${version} is there already.`);
  });
}

/** Writes histories whole, their events mixed with each other. */
export async function recordAll(pool: Pool, histories: readonly History[]): Promise<void> {
  const longest = Math.max(...histories.map(({ steps }) => steps.length));
  for (let version = 1; version <= longest; version++) await record(pool, histories, version);
}

/** What a history comes to. */
export const folded = ({ steps }: History): complaintStream.ComplaintFold | null =>
  steps.reduce<complaintStream.ComplaintFold | null>(
    (complaint, step) => complaintStream.apply(complaint, step as complaintStream.ComplaintStreamEvent),
    complaintStream.initial,
  );
