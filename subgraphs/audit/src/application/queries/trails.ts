import { pageSize, toConnection, type Connection, type PageArgs } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import type { TrailEvent, TrailKey, TrailPart, TrailSpan } from '../ports.ts';
import { searchPlaceOf } from './events.ts';

/** A page of a trail, and whose it is: its figures are read when somebody asks for them. */
export type TrailPage = Connection<TrailEvent> & { key: TrailKey };

/** The figures of a trail. */
export type TrailSummary = {
  status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  events: number;
  startedAt: Date | null;
  endedAt: Date | null;
  spans: TrailSpan[];
};

/** A page of the trail of one act or of one thing, by when things happened. What has not the form of an id has none. */
export async function trailOf(
  load: (part: TrailPart) => Promise<TrailEvent[]>,
  [kind, id]: ['correlationId' | 'streamId', string],
  { first, after }: PageArgs,
): Promise<TrailPage> {
  const [size, place] = [pageSize(first), searchPlaceOf(after)];
  const key: TrailKey = isUuid(id) ? { [kind]: id.toLowerCase() } : {};
  const found = isUuid(id) ? await load({ ...key, after: place, take: size + 1 }) : [];
  const at = ({ moment, position }: TrailEvent): [string, number] => [moment, position];
  return { ...toConnection(found, size, at, place !== null), key };
}

const UNSOLD = ['SagaFailed', 'SagaCompensated'];

/**
 * What the spans of a trail come to: it goes on while one of its sagas does, and ended as the saga that decides did. Of a sale
 * that is its own, whatever became of refunds later; of a saga itself; of anything else the last one that was tried.
 */
export function summaryOf(spans: TrailSpan[], { streamId }: TrailKey): TrailSummary {
  const sagas = spans.filter(({ streamType }) => streamType === 'saga');
  const isOver = sagas.every(({ lastType }) => lastType === 'SagaCompleted' || UNSOLD.includes(lastType));
  const deciding =
    sagas.find((saga) => streamId && (saga.streamId === streamId || saga.ofSale === streamId)) ?? sagas.at(-1);
  const times = (pick: (span: TrailSpan) => Date) => spans.map((span) => pick(span).getTime());
  return {
    status: !isOver ? 'IN_PROGRESS' : deciding && UNSOLD.includes(deciding.lastType) ? 'FAILED' : 'COMPLETED',
    events: spans.reduce((sum, span) => sum + span.events, 0),
    startedAt: spans.length > 0 ? new Date(Math.min(...times(({ startedAt }) => startedAt))) : null,
    endedAt: spans.length > 0 ? new Date(Math.max(...times(({ endedAt }) => endedAt))) : null,
    spans,
  };
}
