/**
 * Every check that is not a test: `node tools/check.mjs [part of a name …]`, from anywhere. Installs nothing; `npm test` and
 * `npm --prefix tools ci` do. With CHECKS_SUMMARY=<file> the counts are also written there as JSON.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

if (!existsSync(new URL('node_modules', import.meta.url))) {
  console.error('The tools are not installed. Run: npm --prefix tools ci');
  process.exit(1);
}
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { tsImport } = await import('tsx/esm/api');
const { checks, runChecks } = await tsImport('./checks/index.ts', import.meta.url);

const wanted = process.argv.slice(2);
const chosen = checks.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (chosen.length === 0) {
  console.error(
    `No check has ${wanted.join(' or ')} in its name. There are:\n  ${checks.map(({ name }) => name).join('\n  ')}`,
  );
  process.exit(1);
}
const summary = await runChecks(chosen);
if (process.env.CHECKS_SUMMARY) writeFileSync(process.env.CHECKS_SUMMARY, `${JSON.stringify(summary)}\n`);
console.log(`checks: ${summary.passed} passed, ${summary.failed} failed, ${summary.skipped.length} skipped`);
process.exitCode = summary.failed > 0 ? 1 : 0;
