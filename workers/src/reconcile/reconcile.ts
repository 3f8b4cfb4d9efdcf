import { setTimeout as wait } from 'node:timers/promises';
import type { Books } from './books.ts';
import { chargesCheck } from './charges.ts';
import { windowOf, type Check, type Window } from './check.ts';
import { isSame, type Difference } from './difference.ts';
import { ordersCheck } from './orders.ts';
import { orphanHoldsCheck, orphanSalesCheck } from './orphans.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { refundedOrdersCheck, refundsCheck } from './refunds.ts';
import { repairsOf } from './repairs.ts';
import { sagasCheck } from './sagas.ts';
import { creditsCheck, settledUnitsCheck } from './settlements.ts';
import { shelvesCheck } from './shelves.ts';
import { listening } from './statements.ts';
import { waitingSagas, type Waiting } from './waiting.ts';

export type ReconcileOptions = {
  /** Compare what began, ended or changed in the last so many milliseconds, and all that is open; everything where it is not said. */
  sinceMs?: number;
  /** Mend what can be mended without a person. Nothing is written unless said. */
  repair?: boolean;
  patience?: Partial<Patience>;
};

/** A difference and what came of it. */
export type Finding = Difference & {
  outcome: 'left' | 'repaired';
  /** Why its repair did not help. */
  failure?: string;
};

export type Report = {
  /** How many subjects each comparison looked at; 'all' where one statement looks at everything. */
  compared: Record<string, number | 'all'>;
  findings: Finding[];
  /** Comparisons that could not be made, whole or in part, and why: of these nobody knows whether the books agree. */
  failed: { check: string; error: string }[];
  /** Sagas that wait for a person: until they have ended, nobody can say whether the books agree about them. */
  waiting: Waiting[];
};

/**
 * Compares stock, holds, payments, sales and sagas from their databases while the system runs. Whatever seems wrong is looked
 * at a second time: what two looks found alike did not change between them, so all its parts were true at one moment.
 */
export async function reconcile(asked: Books, options: ReconcileOptions = {}): Promise<Report> {
  const { books, failures } = listening(asked);
  const patience = { ...PATIENCE, ...options.patience };
  const window = windowOf(options.sinceMs);
  const report: Report = { compared: {}, findings: [], failed: [], waiting: [] };
  const failed = (check: string) => (error: Error) => void report.failed.push({ check, error: error.message });
  async function run(check: Check): Promise<void> {
    const { compared, suspects } = await firstLook(check, window);
    report.compared[check.name] = check.isWhole ? 'all' : compared;
    if (suspects.length === 0) return;
    await wait(patience.pauseMs);
    const differences = await alike(check, window, suspects);
    const mended = options.repair
      ? await mend(repairsOf(books, patience), check, window, differences)
      : differences.map(left);
    report.findings.push(...mended);
  }
  for (const check of checksOf(books, patience)) await run(check).catch(failed(check.name));
  await waitingSagas(books).then((all) => void report.waiting.push(...all), failed('parked sagas'));
  report.failed.push(...failures());
  return report;
}

const checksOf = (books: Books, patience: Patience): Check[] => [
  shelvesCheck(books),
  sagasCheck(books, patience),
  ordersCheck(books, patience),
  orphanSalesCheck(books, patience),
  orphanHoldsCheck(books, patience),
  refundsCheck(books, patience),
  refundedOrdersCheck(books, patience),
  creditsCheck(books),
  settledUnitsCheck(books),
  chargesCheck(books, patience),
];

async function firstLook(check: Check, window: Window): Promise<{ compared: number; suspects: Difference[] }> {
  let compared = 0;
  const suspects: Difference[] = [];
  for await (const ids of check.subjects(window)) {
    if (ids.length === 0) continue;
    compared += ids.length;
    suspects.push(...(await check.examine(ids, window)));
  }
  return { compared, suspects };
}

/** Those that another look finds as they were. */
async function alike(check: Check, window: Window, before: readonly Difference[]): Promise<Difference[]> {
  const subjects = [...new Set(before.map(check.subjectOf))];
  const now = await check.examine(subjects, window);
  return now.filter((difference) => before.some((one) => isSame(one, difference)));
}

const left = (difference: Difference): Finding => ({ ...difference, outcome: 'left' });

/** Repairs what can be, one after the other, and looks again what is still there. */
async function mend(
  repairs: ReturnType<typeof repairsOf>,
  check: Check,
  window: Window,
  differences: Difference[],
): Promise<Finding[]> {
  const failures = new Map<Difference, string>();
  for (const difference of differences) {
    const { remedy } = difference;
    if (!('repair' in remedy)) continue;
    await repairs[remedy.repair](difference).catch((error: Error) => failures.set(difference, error.message));
  }
  if (differences.length === 0) return [];
  const remaining = await alike(check, window, differences);
  return differences.map((difference) => {
    const failure = failures.get(difference);
    const isLeft = remaining.some((one) => isSame(one, difference));
    return { ...difference, outcome: isLeft ? 'left' : 'repaired', ...(isLeft && failure && { failure }) };
  });
}
