/** Checks of everything that ops runs and no test starts: compose file, Prometheus, boards, runbooks, k6. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { boardFile, boards, boardText } from './boards.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const failures: string[] = [];
let passed = 0;

function check(name: string, run: () => string | void): void {
  try {
    const fault = run();
    if (!fault) return void passed++;
    failures.push(`${name}: ${fault}`);
  } catch (error) {
    failures.push(`${name}: ${(error as Error).message}`);
  }
}

type Compose = { services: Record<string, { command?: string[]; healthcheck?: unknown; ports?: string[]; image?: string }> };
const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;

check('docker-compose.yml follows the compose specification', () => {
  const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('dclint/schemas/compose.schema.json'), 'utf8')) as object;
  const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  return validate(compose) ? undefined : JSON.stringify(validate.errors);
});

check('every process of the compose file exists and publishes on loopback only', () => {
  const wrong = Object.entries(compose.services).flatMap(([name, { command = [], ports = [] }]) => [
    ...command.filter((word) => word.endsWith('.ts') && !existsSync(`${root}${word}`)).map((word) => `${name} runs ${word}`),
    ...ports.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => `${name} publishes ${port}`),
  ]);
  return wrong.join(', ');
});

check('Prometheus scrapes every process', () => {
  const config = parse(read('observability/prometheus/prometheus.yml')) as {
    scrape_configs: { static_configs: { targets: string[] }[] }[];
  };
  const targets = config.scrape_configs.flatMap((c) => c.static_configs.flatMap((s) => s.targets.map((t) => t.split(':')[0])));
  const ours = Object.entries(compose.services).filter(([name, s]) => s.command?.includes('tsx') && name !== 'migrate');
  return ours.map(([name]) => name).filter((name) => !targets.includes(name)).join(', ');
});

const promtool = (() => {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
if (promtool) {
  const run = (...args: string[]) => void execFileSync('promtool', args, { cwd: `${root}observability/prometheus`, stdio: 'pipe' });
  check('promtool accepts the configuration and the rules', () => run('check', 'config', 'prometheus.yml'));
  check('alerts fire, stay silent and recover', () => run('test', 'rules', 'tests/sale.test.yml'));
} else console.log('skipped: promtool is not installed (Debian package prometheus), so rules are not tested here');

check('every alert has its runbook and every runbook its alert', () => {
  const rules = readdirSync(`${root}observability/prometheus/rules`).flatMap((file) =>
    (parse(read(`observability/prometheus/rules/${file}`)) as { groups: { rules: { alert?: string }[] }[] }).groups.flatMap((g) =>
      g.rules.flatMap((r) => r.alert ?? []),
    ),
  );
  const books = readdirSync(`${root}docs/runbooks`).map((file) => file.replace('.md', ''));
  return [...rules.filter((r) => !books.includes(r)), ...books.filter((b) => !rules.includes(b))].join(', ');
});

check('boards ask only for metrics that exist, each panel with title, description and unit', () => {
  const catalogue = read('packages/telemetry/src/metrics.ts');
  const known = (metric: string) =>
    /^(nodejs|process)_/.test(metric) || catalogue.includes(`'${metric.replace(/_(bucket|count|sum)$/, '')}'`);
  const wrong: string[] = [];
  for (const [name, board] of Object.entries(boards)) {
    const panels = (board.panels ?? []).flatMap((p) => ('panels' in p && p.panels?.length ? p.panels : [p])) as {
      type: string;
      title?: string;
      description?: string;
      fieldConfig?: { defaults?: { unit?: string } };
      targets?: { expr?: string }[];
    }[];
    for (const p of panels.filter((p) => p.type !== 'row')) {
      if (!p.title || !p.description || !p.fieldConfig?.defaults?.unit) wrong.push(`${name}: "${p.title}" is not described`);
      for (const { expr = '' } of p.targets ?? [])
        for (const [metric] of expr.matchAll(/\b[a-z]+(?:_[a-z]+){1,}(?=[{[)]|$)/g))
          if (!known(metric)) wrong.push(`${name}: ${metric}`);
    }
  }
  return wrong.join(', ');
});

for (const name of Object.keys(boards))
  check(`the board ${name} is as its code says`, () =>
    existsSync(boardFile(name)) && readFileSync(boardFile(name), 'utf8') === boardText(name) ? undefined : 'run npm run dashboards',
  );

for (const failure of failures) console.error(`failed: ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
