import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openAuditStore } from './audit-store.ts';
import { watched } from './watched.ts';

type Store = Parameters<typeof openAuditStore>[0];
type Verified = { result: number; seconds: number; beforeMb: number; peakMb: number };

/** Verifies the chain in a process that does nothing else, so that its memory is its own. */
export async function verifyAlone(store: Store): Promise<Verified> {
  const child = fork(fileURLToPath(import.meta.url), ['alone'], { execArgv: ['--import', 'tsx'] });
  child.send(store);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The verification ended with ${code}.`);
  });
  const [verified] = (await Promise.race([once(child, 'message'), failed])) as [Verified];
  return verified;
}

if (process.argv[2] === 'alone') {
  const [given] = (await once(process, 'message')) as [Store];
  const store = openAuditStore(given);
  const verified = await watched(store.verify);
  await store.close();
  process.send?.(verified);
  process.disconnect();
}
