import type { ComplaintFold } from './complaint-rows.ts';

/** What one complaint adds to a day. */
type Cell = {
  day: string;
  fact: 'FILED' | 'RESOLVED' | 'CLOSED';
  storeId: string;
  category: string;
  priority: string;
  status: string;
  complaints: number;
  durationMs: number;
  rated: number;
  satisfaction: number;
};

/** `before` null: the complaint is new. */
type Change = { before: ComplaintFold | null; after: ComplaintFold };

const NO_STORE = '00000000-0000-0000-0000-000000000000';
const dayOf = (moment: string): string => moment.slice(0, 10);

/** Everything that a complaint, as it stands, adds to the days. */
function cellsOf(complaint: ComplaintFold | null): Cell[] {
  if (!complaint) return [];
  const { storeId, category, priority, status, createdAt, resolvedAt, closedAt, satisfaction } = complaint;
  const cell = { storeId: storeId ?? NO_STORE, category, priority, status, complaints: 1 };
  const nothing = { durationMs: 0, rated: 0, satisfaction: 0 };
  const cells: Cell[] = [{ ...cell, ...nothing, day: dayOf(createdAt), fact: 'FILED' }];
  if (resolvedAt) {
    const durationMs = Date.parse(resolvedAt) - Date.parse(createdAt);
    cells.push({ ...cell, ...nothing, day: dayOf(resolvedAt), fact: 'RESOLVED', durationMs });
  }
  if (closedAt) {
    const rating = satisfaction === null ? {} : { rated: 1, satisfaction };
    cells.push({ ...cell, ...nothing, ...rating, day: dayOf(closedAt), fact: 'CLOSED' });
  }
  return cells;
}

/** What changes add to the days: what the complaints added before is taken away. Cells that stay as they are, are left out. */
function differences(changes: readonly Change[]): Cell[] {
  const cells = new Map<string, Cell>();
  const add = (cell: Cell, sign: 1 | -1): void => {
    const { day, fact, storeId, category, priority, status } = cell;
    const key = `${day} ${fact} ${storeId} ${category} ${priority} ${status}`;
    let sum = cells.get(key);
    if (!sum) cells.set(key, (sum = { ...cell, complaints: 0, durationMs: 0, rated: 0, satisfaction: 0 }));
    for (const field of ['complaints', 'durationMs', 'rated', 'satisfaction'] as const)
      sum[field] += sign * cell[field];
  };
  for (const { before, after } of changes) {
    for (const cell of cellsOf(before)) add(cell, -1);
    for (const cell of cellsOf(after)) add(cell, 1);
  }
  return [...cells.values()].filter(
    ({ complaints, durationMs, rated, satisfaction }) => complaints || durationMs || rated || satisfaction,
  );
}

/** Adds what changed to the days. A part of a larger statement, with its ten parameters from `$first` on. */
export function addDays(table: string, changes: readonly Change[], first: number) {
  const cells = differences(changes);
  const of = <K extends keyof Cell>(field: K) => cells.map((cell) => cell[field]);
  const types = ['date', 'text', 'uuid', 'text', 'text', 'text', 'int', 'bigint', 'int', 'int'];
  const arrays = types.map((type, i) => `$${first + i}::${type}[]`);
  const text = `INSERT INTO ${table} AS d (day, fact, store_id, category, priority, status, complaints, duration_ms, rated, satisfaction)
     SELECT * FROM unnest(${arrays.join(', ')})
     ON CONFLICT (day, fact, store_id, category, priority, status) DO UPDATE SET complaints = d.complaints + EXCLUDED.complaints,
       duration_ms = d.duration_ms + EXCLUDED.duration_ms, rated = d.rated + EXCLUDED.rated,
       satisfaction = d.satisfaction + EXCLUDED.satisfaction`;
  const values = [
    ...[of('day'), of('fact'), of('storeId'), of('category'), of('priority'), of('status')],
    ...[of('complaints'), of('durationMs'), of('rated'), of('satisfaction')],
  ];
  return { text, values };
}
