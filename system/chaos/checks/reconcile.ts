import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { environment } from '../../src/config.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What `npm run reconcile` finds, as an operator would run it: it must see what the checks here see, which is nothing. */
export async function checkReconcile(folder: string): Promise<string[]> {
  const { PATH, HOME } = environment;
  try {
    await promisify(execFile)(process.execPath, ['--import', 'tsx', 'system/src/reconcile.ts', '--all'], {
      ...{ cwd: ROOT, env: { PATH, HOME, COMPTOIR_DATA_DIR: folder } },
    });
    return [];
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`.split('\n').filter(Boolean);
  }
}
