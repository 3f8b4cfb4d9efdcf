import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { environment, auditConfig } from './config.ts';
import type { SignedHead } from './domain/signed-head.ts';
import { createHeadCheck } from './infrastructure/head-keys.ts';
import { verifyExport } from './domain/verify-export.ts';
import { headFiles } from './infrastructure/head-files.ts';
import { linesOf } from './infrastructure/lines.ts';

const USAGE = `npm run audit:verify -- FILE [--key FILE] [--heads FOLDER]
  FILE     an export of the audit log, /downloads/audit/events.json or .csv
  --key    public key of the chain (a JSON Web Key, or secrets.json of a data folder); else AUDIT_PUBLIC_KEY
  --heads  folder with signed heads that were kept outside the database
  Ends with 0: each entry is as it was recorded, and a signed head vouches for all of them; 1: something is not as it was exported;
  2: asked wrongly; 3: nothing is wrong in itself, but not all of it is proven.`;

const UNPROVEN = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { key: { type: 'string' }, heads: { type: 'string' } },
});
const [file] = positionals;
if (!file || positionals.length > 1 || !existsSync(file)) {
  say(process.stderr, file ? `${file}: there is no such file.\n${USAGE}` : USAGE);
  process.exitCode = 2;
} else process.exitCode = await verify(file);

async function verify(path: string): Promise<number> {
  const keys = values.key ? keysIn(values.key) : auditConfig(environment).publicKeys;
  const outside: SignedHead[] = [];
  if (values.heads) for await (const head of headFiles(values.heads).all()) outside.push(head);
  const lines = linesOf(createReadStream(path, 'utf8'));
  const { header, entries, signedUpTo, goesOnTo, unproven, fault } = await verifyExport(
    lines,
    createHeadCheck(keys),
    outside,
  );
  if (fault) {
    const before =
      signedUpTo === null ? '' : ` A signed head vouches for what comes before, up to entry ${signedUpTo}.`;
    say(process.stderr, `${path}: entry ${fault.position} is not as it was exported (${fault.reason}).${before}`);
    return 1;
  }
  const what = `${path}: ${entries} entries, ${header?.from} to ${header?.to},`;
  if (!unproven) {
    say(
      process.stdout,
      `${what} each as it was recorded. A signed head vouches for everything up to entry ${header?.to}.`,
    );
    say(process.stdout, endOf(goesOnTo));
    return 0;
  }
  const { from, to } = unproven;
  say(
    process.stderr,
    `${what} fit together. NOT PROVEN: ${from} to ${to}. No signed head vouches for them: they may be forged.`,
  );
  say(
    process.stderr,
    keys.length === 0
      ? 'Signatures were not checked: say by which key, with --key.'
      : 'Export up to the place of a signed head (signedHead of verifyAuditChain), or add heads that were kept elsewhere, with --heads.',
  );
  return UNPROVEN;
}

/** Where a file ends it says itself, and whoever cuts it can write that anew: only heads from elsewhere tell. */
function endOf(goesOnTo: number | null): string {
  if (goesOnTo) return `The chain went on to entry ${goesOnTo} at least: what comes behind is not in this file.`;
  return values.heads
    ? 'No signed head lies behind it.'
    : 'Whether the chain went on behind it a file cannot tell: heads that were kept elsewhere do, with --heads.';
}

function say(to: NodeJS.WriteStream, text: string): void {
  to.write(`${text}\n`);
}

function keysIn(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const { auditPublicKey } = JSON.parse(text) as { auditPublicKey?: string };
  return [auditPublicKey ?? text];
}
