import {
  complaintStream,
  type DemoComplaint,
  type DemoComplaintStep,
  type DemoPlan,
  type EventEnvelope,
} from '@comptoir/contracts';
import { inTransaction, type Pool } from '@comptoir/database';
import { newTextKey, sealText } from '@comptoir/kit';
import { versionSql } from '@comptoir/messaging';
import { assign, changePriority, close, comment, file, reopen, resolve, start } from './domain/complaint.ts';
import type { By, Complaint, ComplaintDecision, ComplaintFact } from './domain/complaint.ts';
import { complaintsProjection } from './projections/complaints.ts';

type Told = ComplaintFact & { by: string; at: Date };
type Seal = (text: string) => string;

/** Nothing is settled by what the demo chain resolves. */
const NO_SETTLEMENT = { sagaId: '', settlementId: '', lines: [] };

/** The complaint as it was lived, by the rules of the domain: a step that they refuse is a fault of the plan. */
function lived(plan: DemoComplaint, keys: ReadonlyMap<string, Uint8Array>): Told[] {
  const key = keys.get(plan.customerId);
  if (!key) throw new Error(`Demo complaint ${plan.number} is by somebody without a key.`);
  const seal: Seal = (text) => sealText(key, text, plan.id);
  const { number, customerId, sale, category, priority, requestedResolution, filedAt } = plan;
  const facts: Told[] = [];
  let complaint = complaintStream.initial;
  const take = (decision: ComplaintDecision, by: string, at: Date): void => {
    if (!decision.ok) throw new Error(`Demo complaint ${number}: ${decision.problem.code}.`);
    for (const fact of decision.events) {
      facts.push({ ...fact, by, at });
      complaint = complaintStream.apply(complaint, fact);
    }
  };
  const filed = {
    ...{ number, customerId, saleId: sale?.saleId ?? null, storeId: sale?.storeId ?? null },
    ...{ title: seal(plan.title), description: seal(plan.description) },
    ...{ category, priority, requestedResolution },
  };
  take(file(filed, filedAt.toISOString()), customerId, filedAt);
  for (const step of plan.steps) {
    if (!complaint) throw new Error(`Demo complaint ${number} was not filed.`);
    take(decide(complaint, step, seal), step.by, step.at);
  }
  return facts;
}

function decide(complaint: Complaint, step: DemoComplaintStep, seal: Seal): ComplaintDecision {
  const by: By = { by: step.by, at: step.at.toISOString() };
  switch (step.kind) {
    case 'assign':
      return assign(complaint, step.assigneeId, by);
    case 'start':
      return start(complaint, by);
    case 'comment':
      return comment(complaint, { commentId: step.commentId, text: seal(step.text) }, by);
    case 'priority':
      return changePriority(complaint, step.to, by);
    case 'resolve': {
      const { resolution } = step;
      return resolve(complaint, { resolution, comment: seal(step.comment), settlement: NO_SETTLEMENT }, by);
    }
    case 'close':
      return close(complaint, { satisfaction: step.satisfaction, comment: null }, by);
    case 'reopen':
      return reopen(complaint, seal(step.reason), by);
    default:
      return step satisfies never;
  }
}

/** Writes the complaints of the demo chain: events, keys and read models, a few statements in all. Once only: on an empty database. */
export async function seed(pool: Pool, { complaints }: Pick<DemoPlan, 'complaints'>): Promise<void> {
  // Drawn, so that of these people too nothing can be read once they are forgotten.
  const keys = new Map(complaints.map(({ customerId }) => [customerId, newTextKey()] as const));
  const rows = complaints.flatMap((plan) =>
    lived(plan, keys).map(({ by, at, type, data }, i) => ({
      ...{ streamId: plan.id, streamType: 'complaint', streamVersion: i + 1, type, data, at },
      metadata: { source: 'seed', correlationId: plan.correlationId, userId: by },
    })),
  );
  rows.sort((a, b) => a.at.getTime() - b.at.getTime());
  await inTransaction(pool, async (client) => {
    await client.query(
      `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata, occurred_at)
       SELECT md5(version || ' ' || stream_id)::uuid, stream_id, 'complaint', version, type, ${versionSql('type')}, data, metadata, at
       FROM unnest($1::uuid[], $2::int[], $3::text[], $4::jsonb[], $5::jsonb[], $6::timestamptz[])
         WITH ORDINALITY AS e (stream_id, version, type, data, metadata, at, n) ORDER BY n`,
      [
        ...[rows.map((row) => row.streamId), rows.map((row) => row.streamVersion), rows.map((row) => row.type)],
        ...[rows.map((row) => JSON.stringify(row.data)), rows.map((row) => JSON.stringify(row.metadata))],
        rows.map((row) => row.at),
      ],
    );
    await client.query('INSERT INTO person_key (person_id, key) SELECT * FROM unnest($1::uuid[], $2::bytea[])', [
      [...keys.keys()],
      [...keys.values()],
    ]);
    await complaintsProjection.apply(client, rows as object[] as EventEnvelope[], (table) => table);
    await client.query(`SELECT setval('complaint_number', greatest((SELECT max(number) FROM complaint), 1))`);
  });
}
