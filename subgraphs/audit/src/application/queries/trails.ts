import { pageSize, toConnection, type Connection, type PageArgs } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import type { EventReads, StoredEvent, TrailKey, TrailPart, TrailSpan } from '../ports.ts';
import { placeOf, wishesOf } from './events.ts';

/** A page of a trail, and whose it is: its figures are read when somebody asks for them. */
export type TrailPage = Connection<StoredEvent> & { key: TrailKey };

/** The figures of a trail. */
export type TrailSummary = {
  status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  events: number;
  startedAt: Date | null;
  endedAt: Date | null;
  spans: TrailSpan[];
};

const byPosition = ({ position }: StoredEvent): [number] => [position];
const page = (found: readonly StoredEvent[], size: number, place: number | null, key: TrailKey): TrailPage => ({
  ...toConnection(found, size, byPosition, place !== null),
  key,
});

/** All that followed from one act, in the order of the store. */
export async function auditTrail(
  reads: EventReads,
  { correlationId, first, after }: PageArgs & { correlationId: string },
): Promise<TrailPage> {
  const [size, place, wishes] = [pageSize(first), placeOf(after), wishesOf({ correlationId })];
  if (!wishes) return page([], size, place, {});
  return page(await reads.following(wishes, place ?? 0, size + 1), size, place, { correlationId });
}

/** The trail of a sale, saga or complaint. */
export async function trailOf(
  load: (part: TrailPart) => Promise<StoredEvent[]>,
  streamId: string,
  { first, after }: PageArgs,
): Promise<TrailPage> {
  const [size, place] = [pageSize(first), placeOf(after)];
  if (!isUuid(streamId)) return page([], size, place, {});
  return page(await load({ streamId, after: place ?? 0, take: size + 1 }), size, place, { streamId });
}

const UNSOLD = ['SagaFailed', 'SagaCompensated'];

/** What the spans of a trail come to: it goes on while one of its sagas does. */
export function summaryOf(spans: TrailSpan[]): TrailSummary {
  const sagas = spans.filter(({ streamType }) => streamType === 'saga').map(({ lastType }) => lastType);
  const isOver = sagas.every((type) => type === 'SagaCompleted' || UNSOLD.includes(type));
  const times = (pick: (span: TrailSpan) => Date) => spans.map((span) => pick(span).getTime());
  return {
    status: !isOver ? 'IN_PROGRESS' : sagas.some((type) => UNSOLD.includes(type)) ? 'FAILED' : 'COMPLETED',
    events: spans.reduce((sum, span) => sum + span.events, 0),
    startedAt: spans.length > 0 ? new Date(Math.min(...times(({ startedAt }) => startedAt))) : null,
    endedAt: spans.length > 0 ? new Date(Math.max(...times(({ endedAt }) => endedAt))) : null,
    spans,
  };
}
