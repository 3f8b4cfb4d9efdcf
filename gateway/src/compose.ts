import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTEXT_NAMES } from '@comptoir/kit';
import { composeSupergraph, type SubgraphSdl } from './composition.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const target = join(root, 'gateway', 'supergraph.graphql');

/** The committed schemas of all subgraphs, in the order of their names. */
export function readSubgraphs(): SubgraphSdl[] {
  return [...CONTEXT_NAMES].sort().map((name) => {
    const file = join('subgraphs', name, 'schema.graphql');
    return { name, file, sdl: readFileSync(join(root, file), 'utf8') };
  });
}

/** `npm run compose` writes gateway/supergraph.graphql; with `--check` it only says whether the committed one is up to date. */
function main(check: boolean): number {
  const composition = composeSupergraph(readSubgraphs());
  if (!composition.ok) {
    process.stderr.write(
      `The subgraphs do not compose:\n\n${composition.problems.map((p) => `  ${p}`).join('\n\n')}\n`,
    );
    return 1;
  }
  const committed = existsSync(target) ? readFileSync(target, 'utf8') : null;
  const where = relative(process.cwd(), target);
  if (committed === composition.supergraphSdl) {
    process.stdout.write(`${where} is up to date.\n`);
    return 0;
  }
  if (check) {
    process.stderr.write(`${where} is not what the subgraphs compose to. Run "npm run compose" and commit the file.\n`);
    return 1;
  }
  writeFileSync(target, composition.supergraphSdl);
  process.stdout.write(`${where} is written.\n`);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.includes('--check'));
