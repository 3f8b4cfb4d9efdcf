import type { Result } from './run.ts';

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, n]) => `${n} ${name}`)
    .join(', ');

export const isSound = ({ differences, nothingShown }: Result): boolean => differences.length === 0 && !nothingShown;

/** One line for a schedule, and below it what was wrong. */
export function tell(result: Result): void {
  const { seed, seconds, orders, ended, faults } = result;
  const told = {
    ...{ 'lost holds': result.lostHolds, parked: result.parked, refused: result.refused, cancelled: result.cancelled },
    ...{ unanswered: result.unanswered.length, followed: result.followed, refunds: result.refunds.approved },
    ...{ complaints: result.complaints.resolved, 'paid by credit': result.paidByCredit },
  };
  const some = Object.fromEntries(Object.entries(told).filter(([, n]) => n > 0));
  const verdict = isSound(result) ? 'ok ' : 'BAD';
  say(
    `${verdict} seed ${seed}: ${seconds} s, ${orders} orders (${list(ended)}; ${list(some)}), faults: ${list(faults)}`,
  );
  if (result.nothingShown) say(`      ${result.nothingShown}`);
  for (const difference of result.differences) say(`      ${difference}`);
}

/** All schedules added up; of none nothing can be said, least of all that all is sound. */
export function summary(results: readonly Result[]): void {
  if (results.length === 0) return say('NOTHING WAS RUN: no schedule was carried through, and nothing is shown.');
  const add = (of: (result: Result) => Record<string, number>) => {
    const sums: Record<string, number> = {};
    for (const result of results)
      for (const [name, n] of Object.entries(of(result))) sums[name] = (sums[name] ?? 0) + n;
    return sums;
  };
  const bad = results.filter((result) => !isSound(result)).map(({ seed }) => seed);
  const {
    orders = 0,
    seconds = 0,
    ...rest
  } = add((r) => ({
    ...{ orders: r.orders, seconds: r.seconds, 'lost holds': r.lostHolds, parked: r.parked, cancelled: r.cancelled },
    ...{ refused: r.refused, unanswered: r.unanswered.length, followed: r.followed },
    ...{ 'refunds requested': r.refunds.requested, 'refunds approved': r.refunds.approved },
    ...{ 'complaints filed': r.complaints.filed, 'complaints resolved': r.complaints.resolved },
    'paid by credit': r.paidByCredit,
  }));
  say('');
  say(`${results.length} schedules, ${orders} orders, ${(seconds / 60).toFixed(1)} minutes`);
  say(`  ended: ${list(add((r) => r.ended))}`);
  say(`  clients: ${list(rest)}`);
  say(`  faults: ${list(add((r) => r.faults))}`);
  say(bad.length === 0 ? '  all sound' : `  NOT SOUND: ${bad.length}, seeds ${bad.join(', ')}`);
}
