import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';

/** One request or job as it travels: W3C trace context plus the business correlation id. */
export type TraceContext = {
  /** W3C `traceparent` header (https://www.w3.org/TR/trace-context/). */
  traceparent: string;
  traceId: string;
  /** UUID that ties everything which followed from one act of a person. */
  correlationId: string;
};

const storage = new AsyncLocalStorage<TraceContext>();
const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Randomness is taken in blocks: asking for it costs the same for a few bytes as for thousands. */
const BLOCK_BYTES = 4_096;
let block = '';
let taken = 0;

function randomHex(characters: number): string {
  if (taken + characters > block.length) {
    block = randomBytes(BLOCK_BYTES).toString('hex');
    taken = 0;
  }
  return block.slice(taken, (taken += characters));
}

/** Continues the caller's trace and correlation where they are well formed, else begins new ones. */
export function newTrace(traceparent?: string | null, correlationId?: string | null): TraceContext {
  const inherited = traceparent ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  const traceId = inherited ?? randomHex(32);
  return {
    traceId,
    traceparent: `00-${traceId}-${randomHex(16)}-01`,
    correlationId: correlationId && UUID.test(correlationId) ? correlationId : randomUUID(),
  };
}

/** What a log line says of a trace, for those who hold it and run many small pieces of work: `log.info({ ...idsOf(trace), … })`. */
export const idsOf = ({ traceId, correlationId }: TraceContext): Pick<TraceContext, 'traceId' | 'correlationId'> => ({
  traceId,
  correlationId,
});

/**
 * Runs `work` with the trace in reach of every log line and outgoing call below it. That makes each promise of the process
 * dearer from then on (Node 20 follows them all), so the gateway, which runs hundreds an operation, hands its trace on instead.
 */
export function runWithTrace<T>(trace: TraceContext, work: () => T): T {
  return storage.run(trace, work);
}

export function currentTrace(): TraceContext | undefined {
  return storage.getStore();
}
