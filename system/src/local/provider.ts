import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileOf = (dataDir: string): string => join(dataDir, 'payment-provider.json');

/** Notes where the system of this folder takes card payments, for commands beside it. Its secret stays with whoever gave it. */
export function rememberProvider(dataDir: string, url: string | undefined): void {
  if (url) writeFileSync(fileOf(dataDir), JSON.stringify({ url }), { mode: 0o600 });
  else rmSync(fileOf(dataDir), { force: true });
}

/** Where it takes card payments; undefined: at the built-in provider. */
export function rememberedProvider(dataDir: string): string | undefined {
  const file = fileOf(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { url: string }).url : undefined;
}
