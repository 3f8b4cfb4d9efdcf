/** Checks of the code: types, lint, arrows, formatting, names of files. */
import { existsSync } from 'node:fs';
import { arrowChecks } from './arrows.ts';
import { command, refuse, root, tool, type Check } from './check.ts';

const ESLINT = 'eslint/bin/eslint.js';
const TSC = 'typescript/bin/tsc';

const types = (project: string): Check => ({
  name: `types of ${project}`,
  run: async () => void (await tool(TSC, ['-p', project, '--noEmit', '--pretty', 'false'])),
});

async function committed(): Promise<string[]> {
  return (await command('git', ['ls-files', '--cached', '--others', '--exclude-standard'])).split('\n').filter(Boolean);
}

/** Kebab-case everywhere, PascalCase for the file of a React component. */
const NAME = /^(\.?[a-z0-9_]+([-.][a-z0-9]+)*|\d{14}_[a-z0-9_]+)$/;
const COMPONENT = /^[A-Z][A-Za-z0-9]*(\.test)?\.tsx$/;

const fileNames: Check = {
  name: 'names of source files',
  async run() {
    const sources = (await committed()).filter(
      (file) => /\.(ts|tsx|mjs|cjs|js|graphql)$/.test(file) && existsSync(`${root}${file}`),
    );
    refuse(
      sources.filter((file) => {
        const name = file.split('/').at(-1) ?? '';
        return !NAME.test(name) && !COMPONENT.test(name);
      }),
    );
  },
};

export const codeChecks: Check[] = [
  {
    name: 'lint',
    run: () => tool(ESLINT, ['--config', 'tools/lint/eslint.config.mjs', '--max-warnings', '0', '.']),
  },
  types('tsconfig.json'),
  {
    // Types of the operations are written from the graph first: an operation that does not fit it fails here.
    name: 'operations and types of web',
    async run() {
      await command(process.execPath, ['tools/codegen/run.mjs']);
      await tool(TSC, ['-p', 'web/tsconfig.json', '--noEmit', '--pretty', 'false']);
    },
  },
  types('tools/tsconfig.json'),
  types('k6/tsconfig.json'),
  {
    name: 'formatting',
    run: () => tool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  },
  {
    name: 'unused files and exports',
    run: () =>
      tool('knip/bin/knip.js', [
        '--config',
        'tools/lint/knip.json',
        '--include',
        'files,exports',
        '--no-progress',
        '--no-config-hints',
      ]),
  },
  ...arrowChecks,
  fileNames,
];
