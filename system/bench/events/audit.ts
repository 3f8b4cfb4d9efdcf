import type { Servers } from '../ground.ts';
import { auditGround, LONG_STREAM, TYPES } from './audit-ground.ts';

const PAGES = 200;

/** The audit store: how fast it takes events, checks its chain, is searched, and tells a thing as it was. */
export async function audit(servers: Servers, { events: wanted }: { events: number }): Promise<string[]> {
  const lines: string[] = [];
  const say = (what: string) => void lines.push(`- ${what}`);
  const { fill, ask, drop, stored, users } = await auditGround(servers, wanted);

  async function timed(name: string, times: number, run: (n: number) => Promise<unknown>): Promise<void> {
    const took: number[] = [];
    for (let n = 0; n < times; n++) {
      const start = performance.now();
      await run(n);
      took.push(performance.now() - start);
    }
    took.sort((a, b) => a - b);
    const at = (share: number) => (took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0).toFixed(1);
    say(`${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`);
  }

  try {
    const { longStream, seconds } = await fill();
    say(`append: ${stored()} events, ${Math.round(stored() / seconds)} events/s with all search indexes`);

    const start = performance.now();
    let checked = 0;
    let most = 0;
    for (let isComplete = false; !isComplete;) {
      const { verifyAuditChain: found } = await ask(
        'query ($after: SafeInt) { verifyAuditChain(afterPosition: $after) { isIntact isComplete checkedUpTo } }',
        { after: checked },
      );
      if (!found?.isIntact) throw new Error('The chain does not hold.');
      checked = Number(found.checkedUpTo);
      isComplete = Boolean(found.isComplete);
      most = Math.max(most, process.memoryUsage().rss);
    }
    say(
      `verify: ${checked} events in ${((performance.now() - start) / 1_000).toFixed(1)} s, ${Math.round(most / 2 ** 20)} MB RSS`,
    );

    const LOG = `query ($f: AuditLogFilter, $after: String) { auditLog(first: 50, after: $after, filter: $f) {
    edges { node { id action type details } } pageInfo { endCursor } } }`;
    const moment = (n: number) => new Date(Date.UTC(2026, 0, 1) + ((n * 7_919) % wanted) * 1_000).toISOString();
    await timed('search by type', PAGES, (n) => ask(LOG, { f: { types: [TYPES[n % 6]], to: moment(n) } }));
    await timed('search by three types', PAGES, (n) => ask(LOG, { f: { types: TYPES.slice(0, 3), to: moment(n) } }));
    await timed('search by person', PAGES, (n) => ask(LOG, { f: { userId: users[n], to: moment(n) } }));
    await timed('search by time', PAGES, (n) => ask(LOG, { f: { to: moment(n) } }));
    await timed('search by category', PAGES, (n) => ask(LOG, { f: { categories: ['SYSTEM'], to: moment(n) } }));
    await timed(`state of a stream of ${LONG_STREAM} events`, 40, () =>
      ask('query ($id: ID!) { stateAt(streamId: $id) { version } }', { id: longStream }),
    );
  } finally {
    await drop();
  }
  return lines;
}
