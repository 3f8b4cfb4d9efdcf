/** The arrows between folders, and that each of them would be noticed when it is broken. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { refuse, root, tool, type Check } from './check.ts';

const CRUISE = 'dependency-cruiser/bin/dependency-cruise.mjs';
const CONFIG = `${root}tools/lint/arrows.cjs`;
const FOLDERS = ['packages', 'subgraphs', 'gateway', 'workers', 'system', 'web', 'scripts', 'k6'];

/** One import that each rule forbids: file, and what it imports. */
const BROKEN: Record<string, [file: string, imported: string]> = {
  'no-cycles': ['packages/live/src/index.ts', 'packages/live/src/hub.ts'],
  'contexts-apart': ['subgraphs/sales/src/infrastructure/store.ts', 'subgraphs/catalog/src/app.ts'],
  'subgraphs-below-roots': ['subgraphs/sales/src/infrastructure/start.ts', 'gateway/src/app.ts'],
  'packages-below-all': ['packages/live/src/all.ts', 'subgraphs/catalog/src/app.ts'],
  'kit-stands-alone': ['packages/kit/src/money.ts', 'packages/live/src/index.ts'],
  'pure-domain': ['subgraphs/sales/src/domain/sale.ts', 'packages/database/src/index.ts'],
  'application-inward': ['subgraphs/sales/src/application/sell.ts', 'subgraphs/sales/src/infrastructure/rows.ts'],
  'infrastructure-inward': ['subgraphs/sales/src/infrastructure/reads.ts', 'subgraphs/sales/src/graphql/context.ts'],
  'graph-through-application': ['subgraphs/sales/src/graphql/query.ts', 'subgraphs/sales/src/infrastructure/rows.ts'],
  'clients-in-infrastructure': ['subgraphs/sales/src/telemetry/events.ts', 'subgraphs/sales/src/generated/client.ts'],
  'faces-of-contexts': ['system/src/app.ts', 'subgraphs/catalog/src/domain/product.ts'],
  'faces-of-packages': ['gateway/src/http.ts', 'packages/live/src/hub.ts'],
  'web-over-graphql': ['web/src/main.ts', 'packages/kit/src/index.ts'],
  'features-apart': ['web/src/features/cart/cart.ts', 'web/src/features/catalog/inside.ts'],
  'tests-stay-out': ['gateway/src/routes.ts', 'gateway/test/helper.ts'],
};

async function eachIsNoticed(): Promise<void> {
  const { forbidden } = createRequire(import.meta.url)(CONFIG) as { forbidden: { name: string }[] };
  const folder = mkdtempSync(join(tmpdir(), 'comptoir-arrows-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  try {
    write('tsconfig.json', '{}');
    for (const [, imported] of Object.values(BROKEN)) write(imported, 'export const it = 1;\n');
    for (const [file, imported] of Object.values(BROKEN))
      write(file, `export { it } from '${'../'.repeat(file.split('/').length - 1)}${imported}';\n`);
    // The cycle needs its way back.
    write('packages/live/src/hub.ts', "export { it } from './index.ts';\n");
    const found = await tool(
      CRUISE,
      ['--config', CONFIG, '-T', 'json', ...FOLDERS.filter((name) => existsSync(join(folder, name)))],
      { cwd: folder },
    ).catch((error: Error) => error.message);
    const { summary } = JSON.parse(found) as { summary: { violations: { from: string; rule: { name: string } }[] } };
    refuse(
      forbidden
        .filter(
          ({ name }) =>
            !summary.violations.some(({ from, rule }) => rule.name === name && BROKEN[name]?.includes(from)),
        )
        .map(
          ({ name }) =>
            `the rule ${name} does not notice that ${BROKEN[name]?.join(' imports ') ?? 'anything is wrong: give it an example'}`,
        ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const arrowChecks: Check[] = [
  {
    name: 'arrows between folders',
    run: () =>
      tool(CRUISE, [
        '--config',
        CONFIG,
        '-T',
        'err-long',
        ...FOLDERS.filter((folder) => existsSync(`${root}${folder}`)),
      ]),
  },
  { name: 'arrows: each broken one is noticed', run: eachIsNoticed },
];
