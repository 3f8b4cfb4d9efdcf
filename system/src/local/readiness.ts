import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** How long a server that is not ready may take. */
export type StartPatience = {
  /** Without any answer. */
  silentMs: number;
  /** While it answers that it is at work: it recovers what a crash has left, and that takes as long as there is of it. */
  workingMs: number;
  /** Between two lines about it. */
  tellMs: number;
};

export const START_PATIENCE: StartPatience = { silentMs: 60_000, workingMs: 600_000, tellMs: 10_000 };

/** What PostgreSQL says while it starts, recovers or stops: cannot_connect_now. */
const AT_WORK = '57P03';

type Answer = { state: 'ready' } | { state: 'working' | 'silent'; error: Error };

/** Asks the server whether it lets anybody in. */
async function ask(url: string): Promise<Answer> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // A server that goes away behind its answer is one that is asked again.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return { state: 'ready' };
  } catch (error) {
    const isWorking = (error as { code?: string }).code === AT_WORK;
    return { state: isWorking ? 'working' : 'silent', error: error as Error };
  }
}

/** Whether it says that it starts, recovers or stops: whoever kills it then makes it begin again. */
export const isAtWork = async (url: string): Promise<boolean> => (await ask(url)).state === 'working';

/** Waits until the server lets us in. Throws when it has `ended`, and when it took longer than our patience. */
export async function untilReady(
  url: string,
  ended: () => string | null | false,
  log: (line: string) => void,
  { silentMs, workingMs, tellMs }: StartPatience,
): Promise<void> {
  const startedAt = Date.now();
  let heardAt = startedAt;
  let toldAt = startedAt;
  for (;;) {
    const fault = ended();
    if (fault) throw new Error(`PostgreSQL did not start: ${fault}`);
    const answer = await ask(url);
    if (answer.state === 'ready') return;
    const now = Date.now();
    const seconds = Math.round((now - startedAt) / 1_000);
    if (answer.state === 'working') heardAt = now;
    if (now - heardAt > silentMs || now - startedAt > workingMs)
      throw new Error(
        `PostgreSQL did not become ready within ${seconds} s (${answer.error.message}). Its log says why: postgres.log in the data folder.`,
        { cause: answer.error },
      );
    if (answer.state === 'working' && now - toldAt >= tellMs) {
      log(`PostgreSQL has been at work for ${seconds} s (${answer.error.message}): it recovers what a crash has left`);
      toldAt = now;
    }
    await wait(25);
  }
}
