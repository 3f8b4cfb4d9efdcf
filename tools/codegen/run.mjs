/** Writes web/src/__generated__/operations.ts: types of the operations that stand in web/, read from gateway/supergraph.graphql. */
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import config from '../../web/codegen.mjs';

try {
  // Plugins are looked for from here: the web app itself installs none.
  await generate({ ...config, cwd: fileURLToPath(new URL('..', import.meta.url)), silent: true }, true);
} catch (error) {
  console.error(error.errors?.map(({ message }) => message).join('\n') ?? error.message);
  process.exitCode = 1;
}
