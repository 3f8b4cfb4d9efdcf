import type { Servers } from '../ground.ts';
import { mark, percentile, table } from '../report.ts';
import { auditGround, LONG_STREAM, TYPES } from './audit-ground.ts';
import { verifyAlone } from './verify-alone.ts';

const PAGES = 200;
const TELLINGS = 40;

/** The audit store: how fast it takes events, checks its chain, is searched, and tells a thing as it was. */
export async function audit(servers: Servers, { events: wanted }: { events: number }): Promise<string[]> {
  const { fill, ask, drop, stored, users, appUrl, publicKey } = await auditGround(servers, wanted);
  const rows: [what: string, p50: number, p95: number][] = [];

  /** Answers the p95 in milliseconds. */
  async function timed(name: string, times: number, run: (n: number) => Promise<unknown>): Promise<number> {
    const took: number[] = [];
    for (let n = 0; n < times; n++) {
      const start = performance.now();
      await run(n);
      took.push(performance.now() - start);
    }
    took.sort((a, b) => a - b);
    const p95 = percentile(took, 0.95);
    rows.push([name, percentile(took, 0.5), p95]);
    return p95;
  }

  async function replay(streamId: string): Promise<void> {
    const { replayStream: told } = await ask(
      `mutation ($id: ID!) { replayStream(input: { streamId: $id }) {
         ... on ReplayStreamSuccess { state { version state } } ... on Problem { message } } }`,
      { id: streamId },
    );
    const { version } = (told?.state ?? {}) as { version?: number };
    if (version !== LONG_STREAM) throw new Error(`Replayed ${version} events: ${told?.message}`);
  }

  try {
    const { longStream, seconds } = await fill();
    const filled = `${stored()} events, appended at ${Math.round(stored() / seconds)} events/s with all search indexes.`;
    const verified = await verifyAlone({ url: appUrl, publicKey });

    const LOG = `query ($f: AuditLogFilter, $after: String) { auditLog(first: 50, after: $after, filter: $f) {
    edges { node { id action type details } } pageInfo { endCursor } } }`;
    const moment = (n: number) => new Date(Date.UTC(2026, 0, 1) + ((n * 7_919) % wanted) * 1_000).toISOString();
    const searches: Record<string, (n: number) => object> = {
      'by type': (n) => ({ types: [TYPES[n % 6]] }),
      'by three types': () => ({ types: TYPES.slice(0, 3) }),
      'by person': (n) => ({ userId: users[n] }),
      'by time': () => ({}),
      'by category': () => ({ categories: ['SYSTEM'] }),
    };
    const pages: number[] = [];
    for (const [kind, filter] of Object.entries(searches))
      pages.push(await timed(`search ${kind}`, PAGES, (n) => ask(LOG, { f: { ...filter(n), to: moment(n) } })));
    await timed(`state of a stream of ${LONG_STREAM} events`, TELLINGS, () =>
      ask('query ($id: ID!) { stateAt(streamId: $id) { version } }', { id: longStream }),
    );
    const replayed = await timed(`replay of a stream of ${LONG_STREAM} events`, TELLINGS, () => replay(longStream));

    const { result, beforeMb, peakMb } = verified;
    return [
      filled,
      table(['what', 'p50 ms', 'p95 ms'], rows),
      `The chain of ${result} events was verified in ${verified.seconds.toFixed(1)} s by a process of its own, which had ${beforeMb} MB before and ${peakMb} MB at most.
A replay is the mutation: it reads the events of the stream, folds them to a state, and records that it did.`,
      [
        mark('verification of the chain, s', verified.seconds, { most: 20 }),
        mark('memory during the verification, MB', peakMb, { most: 300 }),
        mark('page of the slowest kind of search p95, ms', Math.max(...pages), { most: 20 }),
        mark(`replay of a stream of ${LONG_STREAM} events p95, ms`, replayed, { most: 60 }),
      ].join('\n'),
    ];
  } finally {
    await drop();
  }
}
