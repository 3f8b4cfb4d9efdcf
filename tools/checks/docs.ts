/** Checks of what is written for people: links and paths lead somewhere, lists are complete. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { FLEET, variablesOf } from '../ops/fleet.ts';
import { command, refuse, root, type Check } from './check.ts';

const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const isThere = (path: string) => existsSync(`${root}${path}`);

async function pages(): Promise<string[]> {
  const listed = await command('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md']);
  return [...new Set(listed.split('\n'))].filter((path) => path && isThere(path));
}

/** The anchor that GitHub makes of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[`*]/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
const anchorsOf = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

async function linksLead(): Promise<void> {
  const faults: string[] = [];
  for (const page of await pages()) {
    const text = read(page).replace(/```[\s\S]*?```/g, '');
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const to = path ? normalize(join(dirname(page), decodeURI(path))) : page;
      if (!isThere(to)) faults.push(`${page}: ${target} leads nowhere`);
      else if (anchor && to.endsWith('.md') && !anchorsOf(read(to)).includes(anchor))
        faults.push(`${page}: ${to} has no heading ${anchor}`);
    }
  }
  refuse(faults);
}

const PATH = /^(packages|subgraphs|gateway|workers|web|system|tools|scripts|docs|observability|k6|deploy)\/[\w./-]+$/;
const MADE = /(^|\/)(generated|__generated__|dist)(\/|$)/;

/** Paths in code spans are true as well; those with placeholders (`<context>`, `*`) are shapes, not paths. */
async function pathsExist(): Promise<void> {
  const faults: string[] = [];
  for (const page of await pages()) {
    const text = read(page).replace(/```[\s\S]*?```/g, '');
    for (const [, code = ''] of text.matchAll(/`([^`\n]+)`/g))
      if (PATH.test(code) && !MADE.test(code) && !isThere(code) && !isThere(join(dirname(page), code)))
        faults.push(`${page}: there is no ${code}`);
  }
  refuse(faults);
}

/** How many rows each group of the list of requirements has. */
const ROWS = {
  U: 20,
  C: 25,
  S: 20,
  G: 21,
  K: 21,
  E: 18,
  N: 10,
  A: 11,
  W: 13,
  P: 30,
  M: 20,
  B: 9,
  L: 14,
  T: 13,
  X: 9,
  Q: 20,
  R: 21,
};

function requirementsAreComplete(): void {
  const ids = Object.entries(ROWS).flatMap(([group, rows]) =>
    Array.from({ length: rows }, (_, n) => `${group}-${String(n + 1).padStart(2, '0')}`),
  );
  const rows = [...read('docs/requirements.md').matchAll(/^\| *([A-Z]-\d+) *\|(.*)\|(.*)\|(.*)\|$/gm)];
  const seen = new Map<string, number>();
  const faults: string[] = [];
  for (const [, id = '', what = '', status = '', proof = ''] of rows) {
    seen.set(id, (seen.get(id) ?? 0) + 1);
    if (!what.trim()) faults.push(`${id} says nothing`);
    if (!['met', 'bettered', 'declined', 'open'].includes(status.trim()))
      faults.push(`${id} has the status "${status.trim()}"`);
    else if (status.trim() !== 'open' && !/\]\([^)]+\)/.test(proof))
      faults.push(`${id} is ${status.trim()} without a proof`);
  }
  faults.push(...ids.filter((id) => seen.get(id) !== 1).map((id) => `${id} stands there ${seen.get(id) ?? 0} times`));
  faults.push(...[...seen.keys()].filter((id) => !ids.includes(id)).map((id) => `${id} is no requirement`));
  refuse(faults);
}

function decisionsAreListed(): void {
  const files = readdirSync(`${root}docs/adr`)
    .filter((file) => /^\d{4}-/.test(file))
    .sort();
  const index = read('docs/adr/README.md');
  refuse(
    files.flatMap((file, n) => {
      const text = read(`docs/adr/${file}`);
      const number = String(n + 1).padStart(4, '0');
      return [
        ...(file.startsWith(number) ? [] : [`${file} should have the number ${number}`]),
        ...(text.startsWith(`# ${file.slice(0, 4)}: `)
          ? []
          : [`${file} does not begin with "# ${file.slice(0, 4)}: "`]),
        ...(/^Status: (accepted|superseded by \d{4}|withdrawn), \d{4}-\d\d-\d\d$/m.test(text)
          ? []
          : [`${file} has no line "Status: accepted, <date>"`]),
        ...['## Decision', '## Options', '## What hurts']
          .filter((heading) => !text.includes(heading))
          .map((heading) => `${file} lacks "${heading}"`),
        ...(index.includes(`](${file})`) ? [] : [`docs/adr/README.md does not list ${file}`]),
      ];
    }),
  );
}

/** docs/services.md names every process of the fleet with its ports, and every variable that a configuration reads. */
function servicesAreListed(): void {
  const text = read('docs/services.md');
  const faults: string[] = [];
  for (const { name, ports } of FLEET) {
    const line = text.split('\n').find((row) => row.startsWith(`| ${name} `));
    if (!line) faults.push(`${name} is not in the table of processes`);
    else
      for (const [kind, port] of Object.entries(ports))
        if (port && !line.includes(port)) faults.push(`${name}: its ${kind} port ${port} is not said`);
  }
  const variables = new Set(FLEET.flatMap(({ name }) => variablesOf(name)).concat(variablesOf('migrate')));
  faults.push(
    ...[...variables]
      .filter((variable) => !text.includes(`\`${variable}\``))
      .map((variable) => `${variable} is not described`),
  );
  for (const [, variable = ''] of text.matchAll(/^\| `([A-Z_]+)`/gm))
    if (!variables.has(variable) && !['DATABASE_URL'].includes(variable))
      faults.push(`${variable} is described, but nothing reads it`);
  refuse(faults);
}

export const docsChecks: Check[] = [
  { name: 'docs: links', run: linksLead },
  { name: 'docs: paths', run: pathsExist },
  { name: 'docs: requirements', run: requirementsAreComplete },
  { name: 'docs: decisions', run: decisionsAreListed },
  { name: 'docs: services', run: servicesAreListed },
];
