import type { PeriodicJob } from '@comptoir/messaging';
import { metrics, type Logger } from '@comptoir/telemetry';
import type { Books } from './books.ts';
import { DIFFERENCE_KINDS } from './difference.ts';
import { reconcile, type Report } from './reconcile.ts';

const HOUR_MS = 3_600_000;
/**
 * What began, ended or changed in it is compared, so everything is about twenty-five times after its end, however long it took;
 * then only `npm run reconcile -- --all` looks at it.
 */
export const WINDOW_MS = 25 * HOUR_MS;

/** It also runs when the system starts: what was left open when it stopped gets the time to be taken up again. */
const PAUSE_MS = 5_000;

/** Compares the books each hour and tells what it finds; it repairs nothing. */
export function reconcileJob(
  books: Books,
  { service, log }: { service: string; log: Logger },
  pauseMs = PAUSE_MS,
): PeriodicJob {
  return {
    name: 'books-reconcile',
    everyMs: HOUR_MS,
    run: async () => tell(await reconcile(books, { sinceMs: WINDOW_MS, patience: { pauseMs } }), service, log),
  };
}

/** Metrics for all kinds, also those that were not found, and a line for each difference. */
export function tell({ findings, compared, failed, waiting }: Report, service: string, log: Logger): void {
  const open = findings.filter(({ outcome }) => outcome === 'left');
  for (const kind of DIFFERENCE_KINDS)
    metrics.reconcileDifferences.set({ service, kind }, open.filter((finding) => finding.kind === kind).length);
  for (const { check, error } of failed) log.error({ event: 'books_not_compared', check, error });
  // What could not be compared is no run: its age is what alerts.
  if (failed.length === 0) metrics.reconcileLastRun.set({ service }, Date.now() / 1_000);
  for (const { kind, about, expected, found, says } of open)
    log.error({ event: 'books_differ', kind, ...about, expected, found, says });
  log.info({ event: 'books_compared', compared, differences: open.length, waiting: waiting.length });
}
