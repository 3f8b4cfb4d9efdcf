/** Checks of everything that ops runs and no test starts: compose file, Prometheus, boards, runbooks, k6. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { metrics, registry, startProcessMetrics } from '../../packages/telemetry/src/index.ts';
import { FLEET, environmentOf } from '../ops/fleet.ts';
import { boardFile, boards, boardText } from '../ops/boards.ts';
import { command, refuse, root, type Check } from './check.ts';
import { readExpression } from './promql.ts';

const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const PROMETHEUS = 'observability/prometheus';

type Service = { command?: string[]; environment?: Record<string, string>; ports?: string[] };
const compose = () => parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };

function followsTheSpecification(): void {
  const schema = JSON.parse(read('tools/node_modules/dclint/schemas/compose.schema.json')) as { $schema?: string };
  delete schema.$schema; // an address that ajv does not know as its draft 7
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  if (!validate(compose())) refuse((validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`));
}

/** The compose file runs the same processes, with the same roles, as `npm run start:fleet`. */
function runsTheFleet(): void {
  const { services } = compose();
  const faults: string[] = [];
  for (const { name, entry, roles } of FLEET) {
    const service = services[name];
    if (!service) faults.push(`${name} is missing`);
    else if (!service.command?.includes(entry)) faults.push(`${name} does not run ${entry}`);
    else if ((service.environment?.WORKER_ROLES ?? '') !== roles)
      faults.push(`${name} has the roles ${service.environment?.WORKER_ROLES}, not ${roles}`);
  }
  for (const [name, { command: words = [], environment = {}, ports = [] }] of Object.entries(services)) {
    const entry = words.find((word) => word.endsWith('.ts'));
    if (entry && !existsSync(`${root}${entry}`)) faults.push(`${name} runs ${entry}, which does not exist`);
    for (const port of ports) if (!port.startsWith('127.0.0.1:')) faults.push(`${name} publishes ${port} to everybody`);
    if (!entry) continue;
    const known = environmentOf(name);
    for (const variable of Object.keys(environment))
      if (!known.includes(variable)) faults.push(`${name} is given ${variable}, which no configuration reads`);
  }
  refuse(faults);
}

function scrapesEveryProcess(): void {
  const config = parse(read(`${PROMETHEUS}/prometheus.yml`)) as {
    scrape_configs: { static_configs: { targets: string[] }[] }[];
  };
  const targets = config.scrape_configs.flatMap((job) => job.static_configs.flatMap(({ targets }) => targets));
  refuse(
    FLEET.filter(({ name }) => !targets.includes(`${name}:9400`)).map(({ name }) => `${name}:9400 is not scraped`),
  );
}

type Rule = {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
};
function rules(): Rule[] {
  return readdirSync(`${root}${PROMETHEUS}/rules`).flatMap((file) =>
    (parse(read(`${PROMETHEUS}/rules/${file}`)) as { groups: { rules: Rule[] }[] }).groups.flatMap(
      (group) => group.rules,
    ),
  );
}

async function promtool(): Promise<{ skipped: string } | void> {
  try {
    await command('promtool', ['--version']);
  } catch {
    return { skipped: 'promtool is not installed here (Debian: apt-get install prometheus)' };
  }
  const cwd = `${root}${PROMETHEUS}`;
  await command('promtool', ['check', 'config', 'prometheus.yml'], { cwd });
  await command('promtool', ['test', 'rules', ...readdirSync(`${cwd}/tests`).map((file) => `tests/${file}`)], { cwd });
}

function everyAlertIsExplained(): void {
  const alerts = rules().flatMap(({ alert }) => alert ?? []);
  const books = readdirSync(`${root}docs/runbooks`)
    .filter((file) => file !== 'README.md')
    .map((file) => file.replace('.md', ''));
  const tested = readdirSync(`${root}${PROMETHEUS}/tests`)
    .map((file) => read(`${PROMETHEUS}/tests/${file}`))
    .join();
  const headings = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation'];
  refuse([
    ...alerts.filter((alert) => !books.includes(alert)).map((alert) => `${alert} has no runbook`),
    ...alerts.filter((alert) => !tested.includes(`alertname: ${alert}\n`)).map((alert) => `${alert} has no test`),
    ...books.filter((book) => !alerts.includes(book)).map((book) => `docs/runbooks/${book}.md belongs to no alert`),
    ...books.flatMap((book) =>
      headings
        .filter((heading) => !read(`docs/runbooks/${book}.md`).includes(`## ${heading}\n`))
        .map((heading) => `docs/runbooks/${book}.md does not say: ${heading}`),
    ),
    ...rules().flatMap(({ alert, labels, annotations }) =>
      alert &&
      !(
        labels?.severity &&
        labels.owner &&
        annotations?.summary &&
        annotations.description &&
        annotations.runbook_url === `docs/runbooks/${alert}.md`
      )
        ? [`${alert} lacks severity, owner, summary, description or its runbook_url`]
        : [],
    ),
  ]);
}

/** Labels that Prometheus itself adds. */
const SCRAPED = ['job', 'instance', 'le'];

/** Of Prometheus itself and of the exporters of the servers, with their labels: not in our registry. */
const OTHERS: Record<string, string[]> = {
  ...{ up: [], pg_up: [], redis_up: [], node_memory_MemAvailable_bytes: [] },
  node_filesystem_avail_bytes: ['mountpoint', 'fstype'],
};

/** Says what is wrong with an expression: a metric that no process shows, a label that it does not carry. */
function faultsOf(where: string, expr: string): string[] {
  const { asked, grouped } = readExpression(expr);
  const carried = new Set(SCRAPED);
  const faults: string[] = [];
  for (const { metric, labels } of asked) {
    if (metric in OTHERS) {
      OTHERS[metric]?.forEach((label) => carried.add(label));
      continue;
    }
    const name = metric.replace(/_(bucket|count|sum)$/, '');
    const found = registry.getSingleMetric(metric) ?? registry.getSingleMetric(name);
    if (!found) {
      faults.push(`${where}: there is no metric ${metric}`);
      continue;
    }
    const has = [...(found as unknown as { labelNames: string[] }).labelNames, 'service', ...SCRAPED];
    has.forEach((label) => carried.add(label));
    faults.push(
      ...labels.filter((label) => !has.includes(label)).map((label) => `${where}: ${metric} has no label ${label}`),
    );
  }
  return [
    ...faults,
    ...grouped
      .filter((label) => !carried.has(label))
      .map((label) => `${where}: nothing in "${expr}" has the label ${label}`),
  ];
}

/** A metric of the catalogue that boards or alerts ask for is recorded by some process. */
async function whatIsAskedIsRecorded(): Promise<void> {
  const exprs = [
    ...rules().map(({ expr }) => expr),
    ...Object.values(boards).flatMap((board) =>
      [...JSON.stringify(board).matchAll(/"expr":"((?:\\.|[^"\\])*)"/g)].map(
        ([, expr = '']) => JSON.parse(`"${expr}"`) as string,
      ),
    ),
  ];
  const asked = new Set(
    exprs.flatMap((expr) => readExpression(expr).asked.map(({ metric }) => metric.replace(/_(bucket|count|sum)$/, ''))),
  );
  const sources = await command('git', [
    'grep',
    '--untracked',
    '-hoE',
    'metrics\\.[A-Za-z]+',
    '--',
    'packages/**/*.ts',
    'subgraphs/**/*.ts',
    'gateway/**/*.ts',
    'workers/**/*.ts',
    'system/**/*.ts',
  ]);
  const recorded = new Set(sources.split('\n').map((use) => use.replace('metrics.', '')));
  refuse(
    Object.entries(metrics).flatMap(([property, metric]) => {
      const { name } = metric as unknown as { name: string };
      return asked.has(name) && !recorded.has(property)
        ? [`boards or alerts ask for ${name}, but nothing records metrics.${property}`]
        : [];
    }),
  );
}

type Panel = {
  type: string;
  title?: string;
  description?: string;
  fieldConfig?: { defaults?: { unit?: string } };
  targets?: { expr?: string }[];
  panels?: Panel[];
};

function asksForWhatExists(): void {
  startProcessMetrics('check');
  const faults = rules().flatMap(({ alert, record, expr }) => faultsOf(`rule ${alert ?? record}`, expr));
  for (const [name, board] of Object.entries(boards)) {
    const panels = ((board.panels ?? []) as Panel[]).flatMap((panel) =>
      panel.panels?.length ? panel.panels : [panel],
    );
    for (const panel of panels.filter(({ type }) => type !== 'row')) {
      const where = `board ${name}, panel "${panel.title}"`;
      if (!panel.title || !panel.description || !panel.fieldConfig?.defaults?.unit)
        faults.push(`${where} lacks title, description or unit`);
      for (const { expr = '' } of panel.targets ?? []) faults.push(...faultsOf(where, expr));
    }
  }
  refuse(faults);
}

function boardsAreWritten(): void {
  const wrong = Object.keys(boards).filter(
    (name) => !existsSync(boardFile(name)) || readFileSync(boardFile(name), 'utf8') !== boardText(name),
  );
  refuse(wrong.map((name) => `${name} is not as its code says: npm --prefix tools run dashboards`));
}

/** What a runbook tells to look for in the logs is logged somewhere. */
async function logsAreWritten(): Promise<void> {
  const sources = await command('git', ['grep', '--untracked', '-hoE', "event: '[a-z_]+'", '--', '*.ts']);
  refuse(
    readdirSync(`${root}docs/runbooks`).flatMap((book) =>
      [...read(`docs/runbooks/${book}`).matchAll(/event="([a-z_]+)"/g)]
        .filter(([, event = '']) => !sources.includes(`event: '${event}'`))
        .map(([, event]) => `docs/runbooks/${book}: nothing logs ${event}`),
    ),
  );
}

export const opsChecks: Check[] = [
  { name: 'compose file: specification', run: followsTheSpecification },
  { name: 'compose file: processes', run: runsTheFleet },
  { name: 'Prometheus scrapes every process', run: scrapesEveryProcess },
  { name: 'alert rules: promtool', run: promtool },
  { name: 'alert rules: runbooks and tests', run: everyAlertIsExplained },
  { name: 'runbooks: log lines', run: logsAreWritten },
  { name: 'boards and alerts: metrics and labels', run: asksForWhatExists },
  { name: 'boards and alerts: recorded metrics', run: whatIsAskedIsRecorded },
  { name: 'boards: written from code', run: boardsAreWritten },
];
