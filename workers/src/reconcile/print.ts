import type { Figures, Remedy } from './difference.ts';
import type { Finding, Report } from './reconcile.ts';

const figures = (of: Figures): string =>
  Object.entries(of)
    .map(([name, value]) => `${name} ${value ?? 'none'}`)
    .join(', ');

const remedyOf = (remedy: Remedy): string => ('repair' in remedy ? remedy.repair : 'a person');

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)), []);
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function details({ kind, about, says, remedy, failure, outcome }: Finding): string[] {
  const ids = Object.entries(about).map(([name, id]) => `${name} ${id}`);
  const way = 'person' in remedy ? `For a person: ${remedy.person}` : null;
  const help = outcome === 'left' && 'repair' in remedy && !failure ? 'npm run reconcile -- --repair mends it.' : null;
  const failed = failure ? `The repair did not help: ${failure}` : null;
  return [
    `${kind}: ${says}`,
    `  ${ids.join(', ')}`,
    ...[way, help, failed].flatMap((line) => (line ? [`  ${line}`] : [])),
  ];
}

/** What nobody has decided yet: it is no difference, and must not be forgotten. */
function told(waiting: Report['waiting']): string[] {
  if (waiting.length === 0) return [];
  const keeping = waiting.filter(({ keptMinor }) => keptMinor > 0);
  const sums = new Map<string, number>();
  for (const { currency, keptMinor } of keeping) sums.set(currency, (sums.get(currency) ?? 0) + keptMinor);
  const kept = [...sums].map(([currency, minor]) => `${minor} ${currency} (in minor units)`).join(', ');
  return [
    '',
    `WAITING FOR A PERSON: ${waiting.length} sagas, of which ${keeping.length} keep ${kept || 'nothing'} (docs/runbooks/SagaParked.md):`,
    ...waiting.map(
      ({ sagaId, type, state, saleId, keptMinor, currency }) =>
        `  ${type} ${state}, sagaId ${sagaId}${saleId ? `, saleId ${saleId}` : ''}, keeps ${keptMinor} ${currency}`,
    ),
  ];
}

/** What a person reads: what was compared, a table of the differences, and what to do about each. */
export function printed({ compared, findings, failed, waiting }: Report): string {
  const summary = [
    `Compared: ${compared.orders ?? 'no'} orders and ${compared.refunds ?? 'no'} refunds, all shelves, and the provider's charges.`,
    ...failed.map(({ check, error }) => `NOT COMPARED: ${check}: ${error}`),
  ].join('\n');
  if (findings.length === 0) {
    const agree = failed.length > 0 ? 'The others agree.' : 'The books agree.';
    return [summary, agree, ...told(waiting)].join('\n');
  }
  const open = findings.filter(({ outcome }) => outcome === 'left').length;
  return [
    summary,
    '',
    ...table([
      ['kind', 'expected', 'found', 'remedy', 'outcome'],
      ...findings.map((f) => [f.kind, figures(f.expected), figures(f.found), remedyOf(f.remedy), f.outcome]),
    ]),
    '',
    ...findings.flatMap(details),
    '',
    `${findings.length} differences, ${findings.length - open} repaired, ${open} left.`,
    ...told(waiting),
  ].join('\n');
}
