import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { environment, auditConfig } from './config.ts';
import type { SignedHead } from './domain/signed-head.ts';
import { createHeadCheck } from './infrastructure/head-keys.ts';
import { verifyExport } from './domain/verify-export.ts';
import { headFiles } from './infrastructure/head-files.ts';

const USAGE = `npm run audit:verify -- FILE [--key FILE] [--heads FOLDER]
  FILE     an export of the audit log, /downloads/audit/events.json or .csv
  --key    public key of the chain (a JSON Web Key, or secrets.json of a data folder); else AUDIT_PUBLIC_KEY
  --heads  folder with signed heads that were kept outside the database`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { key: { type: 'string' }, heads: { type: 'string' } },
});
const [file] = positionals;
if (!file || positionals.length > 1 || !existsSync(file)) {
  say(process.stderr, file ? `${file}: there is no such file.\n${USAGE}` : USAGE);
  process.exitCode = 2;
} else process.exitCode = await verify(file);

/** 0: all is as it was exported; 1: something is not. */
async function verify(path: string): Promise<number> {
  const keys = values.key ? keysIn(values.key) : auditConfig(environment).publicKeys;
  const outside: SignedHead[] = [];
  if (values.heads) for await (const head of headFiles(values.heads).all()) outside.push(head);
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  const { header, entries, signedUpTo, fault } = await verifyExport(lines, createHeadCheck(keys), outside);
  if (fault) {
    say(
      process.stderr,
      `${path}: entry ${fault.position} is not as it was exported (${fault.reason}). Entries before it hold.`,
    );
    return 1;
  }
  say(process.stdout, `${path}: ${entries} entries, ${header?.from} to ${header?.to}, all as they were exported.`);
  if (keys.length === 0)
    say(
      process.stdout,
      'Signatures were not checked: say by which key, with --key. Without it a forged file cannot be told.',
    );
  else if (signedUpTo === null)
    say(process.stdout, 'No signed head lies in this range: export one that reaches to a signed head to prove it.');
  else say(process.stdout, `A signed head vouches for everything up to entry ${signedUpTo}.`);
  return 0;
}

function say(to: NodeJS.WriteStream, text: string): void {
  to.write(`${text}\n`);
}

function keysIn(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const { auditPublicKey } = JSON.parse(text) as { auditPublicKey?: string };
  return [auditPublicKey ?? text];
}
