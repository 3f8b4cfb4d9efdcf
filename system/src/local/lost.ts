import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTransient } from '@comptoir/database';

/** Why a start failed. Where the embedded server ended a connection, the socket only tells that it is gone: the server's log says why. */
export function reasonOf(error: Error, dataDir: string | null): string {
  const log = join(dataDir ?? '', 'postgres.log');
  if (dataDir === null || !isTransient(error) || !existsSync(log)) return error.message;
  const last = readFileSync(log, 'utf8')
    .match(/(FATAL|PANIC): .*/g)
    ?.at(-1);
  return `The connection to PostgreSQL was lost (${error.message}). The last fault in ${log}: ${last ?? 'none'}`;
}
