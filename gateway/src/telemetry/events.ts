import { idsOf, metrics, type Logger, type TraceContext } from '@comptoir/telemetry';

const SERVICE = 'gateway';
/** Operation names come from clients: only the first so many become labels, so that nobody can flood the metrics. */
const LARGEST_LABEL_SET = 200;
const OWN_NAME = /^[A-Za-z_]\w{0,63}$/;

const labels = new Set<string>();

function operationLabel(name: string | null | undefined): string {
  if (!name) return 'anonymous';
  if (labels.has(name)) return name;
  if (labels.size >= LARGEST_LABEL_SET || !OWN_NAME.test(name)) return 'other';
  labels.add(name);
  return name;
}

export type AnsweredOperation = {
  name: string | null | undefined;
  kind: string;
  ms: number;
  codes: readonly string[];
  /** Whether the caller had an identity; who it was is in the subgraphs' own logs. */
  signedIn: boolean;
  over: 'http' | 'socket';
  trace: TraceContext;
};

/** An operation was answered: counters for the golden signals, and one line in the log. */
export function operationAnswered(
  log: Logger,
  { name, kind, ms, codes, signedIn, over, trace }: AnsweredOperation,
): void {
  const outcome = codes.length === 0 ? 'ok' : 'errors';
  const operation = operationLabel(name);
  metrics.graphqlRequests.inc({ service: SERVICE, operation, outcome });
  metrics.graphqlDuration.observe({ service: SERVICE, operation, outcome }, ms / 1000);
  log.info({
    event: 'graphql_operation',
    ...idsOf(trace),
    operation: name ?? 'anonymous',
    kind,
    over,
    ms: Math.round(ms * 100) / 100,
    outcome,
    signedIn,
    ...(codes.length > 0 && { codes: countOf(codes) }),
  });
}

/** An error went out to a client. */
export function errorSent(code: string): void {
  metrics.graphqlErrors.inc({ service: SERVICE, code });
}

/** Credentials were looked for among those that are remembered. */
export function credentialsSought(cache: 'tokens' | 'api_keys', remembered: boolean): void {
  (remembered ? metrics.cacheHits : metrics.cacheMisses).inc({ service: SERVICE, cache });
}

export function subgraphFetched({
  subgraph,
  seconds,
  outcome,
}: {
  subgraph: string;
  seconds: number;
  outcome: 'ok' | 'errors' | 'unavailable';
}): void {
  metrics.subgraphFetch.observe({ service: SERVICE, subgraph, outcome }, seconds);
}

export function subscriptionOpened(): void {
  metrics.activeSubscriptions.inc({ service: SERVICE });
}

export function subscriptionEnded(
  log: Logger,
  ended: { name: string | null | undefined; events: number; ms: number; why: string; trace: TraceContext },
): void {
  metrics.activeSubscriptions.dec({ service: SERVICE });
  log.info({
    event: 'subscription_ended',
    ...idsOf(ended.trace),
    operation: ended.name ?? 'anonymous',
    events: ended.events,
    ms: Math.round(ended.ms),
    why: ended.why,
  });
}

export function socketClosed(log: Logger, closed: { code: number; reason: string }): void {
  log.info({ event: 'socket_closed', ...closed });
}

/** A client made the gateway answer and did not read. */
export function socketFlooded(log: Logger, flooded: { waitingBytes: number; address: string }): void {
  log.warn({ event: 'socket_flooded', ...flooded });
}

function countOf(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
