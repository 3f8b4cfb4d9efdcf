/**
 * One iteration of k6/smoke.ts without k6: its modules are replaced by small equivalents (k6's HTTP is synchronous, so a
 * request is a run of curl). Shows that the script fits the API of the running system at COMPTOIR_URL; measures nothing.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const SHIMS = {
  k6: `
    export const failed = [];
    export function check(value, checks) { for (const [name, test] of Object.entries(checks)) if (!test(value)) failed.push(name + ': ' + value.body); return failed.length === 0; }
    export function sleep(seconds) { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000); }`,
  'k6/http': `
    import { execFileSync } from 'node:child_process';
    function post(url, body, { headers }) {
      const args = ['-s', '-w', '\\n%{http_code}', '-X', 'POST', '--data-binary', '@-', ...Object.entries(headers).flatMap(([k, v]) => ['-H', k + ': ' + v]), url];
      const out = execFileSync('curl', args, { input: body, encoding: 'utf8' });
      const cut = out.lastIndexOf('\\n');
      return { status: Number(out.slice(cut + 1)), body: out.slice(0, cut), json: () => JSON.parse(out.slice(0, cut)) };
    }
    export default { post };`,
  'k6/metrics': `export class Trend { add() {} } export class Counter { add() {} }`,
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const { outputFiles } = await build({
  stdin: {
    contents: `import run, { setup } from './k6/smoke.ts'; import { failed } from 'k6'; run(setup()); export { failed };`,
    resolveDir: root,
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
  define: { __VU: '1', __ITER: '0', '__ENV.COMPTOIR_URL': JSON.stringify(process.env.COMPTOIR_URL ?? '') },
  plugins: [
    {
      name: 'k6',
      setup(b) {
        b.onResolve({ filter: /^k6(\/|$)/ }, ({ path }) => ({ path, namespace: 'k6' }));
        b.onLoad({ filter: /.*/, namespace: 'k6' }, ({ path }) => ({ contents: SHIMS[path], resolveDir: root }));
      },
    },
  ],
});
const file = join(mkdtempSync(join(tmpdir(), 'k6-once-')), 'smoke.mjs');
writeFileSync(file, outputFiles[0].text);
const { failed } = await import(pathToFileURL(file).href);
for (const name of failed) console.error(`failed: ${name}`);
console.log(failed.length === 0 ? 'one iteration of the smoke went through' : `${failed.length} checks failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
