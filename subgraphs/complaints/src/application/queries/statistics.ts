import { badUserInput } from '@comptoir/graphql-kit';

/** How many complaints a fact is true of, by how they stand now. */
export type FactCount = {
  fact: 'FILED' | 'RESOLVED' | 'CLOSED';
  status: string;
  priority: string;
  category: string;
  complaints: number;
  durationMs: number;
  rated: number;
  satisfaction: number;
};

export type DayCount = { day: string; filed: number | null; resolved: number | null; closed: number | null };

/** Whole days of UTC, both of them in it. `stores` null: all. */
export type StatisticsWanted = { from: string; to: string; stores: readonly string[] | null };

export type StatisticsReads = {
  facts(wanted: StatisticsWanted): Promise<FactCount[]>;
  days(wanted: StatisticsWanted): Promise<DayCount[]>;
};

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** A trend has an entry a day. */
const MOST_DAYS = 366;

const midnight = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** The days that a period touches; `to` itself is not in it. */
function daysOf(from: Date, to: Date): { from: string; to: string } {
  if (to.getTime() <= from.getTime())
    throw badUserInput(`to: ${to.toISOString()} is not behind from, ${from.toISOString()}.`);
  if (to.getTime() - from.getTime() > MOST_DAYS * DAY_MS)
    throw badUserInput(`from, to: the period is longer than ${MOST_DAYS} days.`);
  return { from: from.toISOString().slice(0, 10), to: new Date(to.getTime() - 1).toISOString().slice(0, 10) };
}

function countBy(facts: readonly FactCount[], field: 'status' | 'priority' | 'category') {
  const counts = new Map<string, number>();
  for (const fact of facts) counts.set(fact[field], (counts.get(fact[field]) ?? 0) + fact.complaints);
  return [...counts].map(([value, complaints]) => ({ [field]: value, complaints }));
}

/** What was filed in a period and how it stands, what was resolved and closed in it, and its days one by one. */
export async function complaintStatistics(
  reads: StatisticsReads,
  stores: readonly string[] | null,
  { from, to }: { from: Date; to: Date },
) {
  const period = daysOf(from, to);
  const wanted = { ...period, stores };
  const [facts, days] = await Promise.all([reads.facts(wanted), reads.days(wanted)]);
  const of = (fact: FactCount['fact']) => facts.filter((one) => one.fact === fact);
  const sum = (some: readonly FactCount[], field: 'complaints' | 'durationMs' | 'rated' | 'satisfaction'): number =>
    some.reduce((total, one) => total + one[field], 0);
  const [filed, resolved, closed] = [of('FILED'), of('RESOLVED'), of('CLOSED')];
  const average = (total: number, count: number): number | null => (count === 0 ? null : total / count);
  return {
    from: midnight(period.from),
    to: new Date(midnight(period.to).getTime() + DAY_MS),
    filed: sum(filed, 'complaints'),
    resolved: sum(resolved, 'complaints'),
    closed: sum(closed, 'complaints'),
    byStatus: countBy(filed, 'status'),
    byPriority: countBy(filed, 'priority'),
    byCategory: countBy(filed, 'category'),
    averageHoursToResolve: average(sum(resolved, 'durationMs') / HOUR_MS, sum(resolved, 'complaints')),
    averageSatisfaction: average(sum(closed, 'satisfaction'), sum(closed, 'rated')),
    trend: everyDay(period, days),
  };
}

/** Also the days on which nothing happened. */
function everyDay({ from, to }: { from: string; to: string }, days: readonly DayCount[]) {
  const known = new Map(days.map((day) => [day.day, day]));
  const trend = [];
  for (let at = midnight(from); at <= midnight(to); at = new Date(at.getTime() + DAY_MS)) {
    const { filed, resolved, closed } = known.get(at.toISOString().slice(0, 10)) ?? {};
    trend.push({ day: at, filed: filed ?? 0, resolved: resolved ?? 0, closed: closed ?? 0 });
  }
  return trend;
}
