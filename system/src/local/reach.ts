import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONTEXT_NAMES } from '@comptoir/kit';
import type { SystemConfig } from '../config.ts';
import { claimFolder } from './owner.ts';
import { startPostgres } from './postgres.ts';
import { isAlive } from './processes.ts';
import { rememberedProvider } from './provider.ts';
import type { Secrets } from './secrets.ts';

export type Reached = {
  /** The environment as a process of the system has it: the address of each database follows from it. */
  env: Record<string, string | undefined>;
  /** False where it is known that nothing works on them, null where nobody here can know. */
  runs: boolean | null;
  /** Stops what had to be started. */
  release(): Promise<void>;
};

/**
 * Finds the databases of a system for a command beside it: those that the environment names, else the embedded server of the
 * data folder, which is started for the time being when the system does not run. Throws when there is no system.
 */
export async function reachDatabases(
  { env, ownUrls, ...config }: SystemConfig,
  log?: (line: string) => void,
): Promise<Reached> {
  const dataDir = resolve(config.COMPTOIR_DATA_DIR);
  const read = <T>(file: string): T | null =>
    existsSync(join(dataDir, file)) ? (JSON.parse(readFileSync(join(dataDir, file), 'utf8')) as T) : null;
  const secret = env.INTERNAL_SECRET || read<Secrets>('secrets.json')?.internal;
  const nothing = async () => undefined;

  const isGiven = config.DATABASE_URL ?? CONTEXT_NAMES.every((context) => ownUrls[context]);
  // Asked at another provider, no card would seem to be paid. A system whose secret is given is not that of this folder.
  const provider =
    env.PAYMENT_PROVIDER_URL || (isGiven && env.INTERNAL_SECRET ? undefined : rememberedProvider(dataDir));
  const told = { ...env, INTERNAL_SECRET: secret, PAYMENT_PROVIDER_URL: provider };
  if (isGiven) return { env: told, runs: null, release: nothing };

  const known = read<{ port: number }>('postgres.json');
  if (!known || !secret)
    throw new Error(
      `No system has ever run on ${dataDir}. Start one (npm start), name its folder (COMPTOIR_DATA_DIR=…), or the server of its databases (DATABASE_URL=…).`,
    );
  const at = (port: number) => ({ ...told, DATABASE_URL: `postgres://127.0.0.1:${port}/` });
  const owner = read<number>('owner.pid');
  if (owner && isAlive(owner, 'node')) return { env: at(known.port), runs: true, release: nothing };

  const giveBack = claimFolder(dataDir);
  try {
    const postgres = await startPostgres({ dataDir, log });
    return {
      env: at(postgres.port),
      runs: false,
      async release() {
        await postgres.stop();
        giveBack();
      },
    };
  } catch (error) {
    giveBack();
    throw error;
  }
}
