import type { ChildProcess } from 'node:child_process';
import { existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Whether a process of this id lives and, where the system tells its name, has that name. */
export function isAlive(pid: number, name?: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not ours to signal, but there.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')) return false;
    return !name || readFileSync(`/proc/${pid}/comm`, 'utf8').trim().startsWith(name);
  } catch {
    // No /proc on this system: the signal is all that can be known.
    return true;
  }
}

/** Opens the log of a server that is about to start. What the one before it said stays beside it: it may be why that one ended. */
export function openLog(file: string): number {
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return openSync(file, 'w', 0o600);
}

/** Waits until the process is gone. Answers false when it still lives after `withinMs`. */
export async function waitForExit(pid: number, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await wait(20);
  }
  return true;
}

/** A port of the loopback interface that nobody listens on now: `preferred` when it is free. */
export async function freePort(preferred = 0): Promise<number> {
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        const { port: got } = server.address() as AddressInfo;
        server.close(() => resolve(got));
      });
    });
  try {
    return await listen(preferred);
  } catch (error) {
    if (preferred === 0) throw error;
    return listen(0);
  }
}

/**
 * Sends a server that was started here its signal when this process ends without having stopped it: by a fault, or by force
 * because something else took too long. Only kill -9 leaves it running, and the next start finds it.
 */
export function stopAtExit(server: ChildProcess, signal: NodeJS.Signals): void {
  const stop = (): void => void server.kill(signal);
  process.once('exit', stop);
  server.once('exit', () => process.off('exit', stop));
}
