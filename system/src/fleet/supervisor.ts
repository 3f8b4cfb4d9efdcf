import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessPlan } from './plan.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** A process that lived this long begins again with a short pause. */
const STABLE_MS = 30_000;

export type Supervisor = {
  /** Resolves when every process has said that it is ready. */
  started: Promise<void>;
  pids(): Record<string, number>;
  /** Ends all, the gateway first, and waits for them. */
  stop(): Promise<void>;
};

type Running = { plan: ProcessPlan; child: ChildProcess; exited: Promise<void> };

/**
 * Starts the processes of a fleet, each with a log file of its own, and starts again what dies. Each hangs on an IPC
 * channel: when the supervisor is killed they stop by themselves.
 */
export function startSupervisor(
  plans: readonly ProcessPlan[],
  logDir: string,
  onChange: (what: string) => void,
): Supervisor {
  mkdirSync(logDir, { recursive: true });
  const running = new Map<string, Running>();
  const waiting = new Set<NodeJS.Timeout>();
  let stopping = false;
  let fail: (error: Error) => void = () => undefined;

  function start(plan: ProcessPlan, pauseMs: number): Promise<void> {
    const out = openSync(join(logDir, `${plan.name}.log`), 'a', 0o600);
    // With the flags of the supervisor: how sources are loaded, whether to profile.
    const child = spawn(process.execPath, [...process.execArgv, plan.entry], {
      cwd: ROOT,
      env: plan.env,
      stdio: ['ignore', out, out, 'ipc'],
    });
    closeSync(out);
    if (plan.niceness && child.pid) setPriority(child.pid, plan.niceness);
    const startedAt = Date.now();
    const exited = new Promise<void>((gone) => child.once('exit', () => gone()));
    running.set(plan.name, { plan, child, exited });
    child.once('exit', (code, signal) => {
      if (stopping) return;
      const pause = Date.now() - startedAt > STABLE_MS ? FIRST_PAUSE_MS : pauseMs;
      onChange(`${plan.name} ended with ${code ?? signal}: starting it again in ${pause} ms`);
      const timer = setTimeout(() => {
        waiting.delete(timer);
        void start(plan, Math.min(pause * 2, LONGEST_PAUSE_MS)).then(() => onChange(`${plan.name} is back`));
      }, pause);
      waiting.add(timer);
    });
    return new Promise((ready) => {
      child.on('message', (message: { ready?: string }) => message.ready && ready());
      // Before the fleet stands, a process that cannot start is the fleet's fault to tell.
      child.once('exit', (code) =>
        fail(new Error(`${plan.name} ended with ${code} at its start. Its log: ${join(logDir, `${plan.name}.log`)}`)),
      );
    });
  }

  const broken = new Promise<never>((_, reject) => (fail = reject));
  const started = Promise.race([
    Promise.all(plans.map((plan) => start(plan, FIRST_PAUSE_MS))).then(() => undefined),
    broken,
  ]);
  void started.finally(() => (fail = () => undefined)).catch(() => undefined);

  return {
    started,
    pids: () => Object.fromEntries([...running].map(([name, { child }]) => [name, child.pid ?? 0])),
    async stop() {
      stopping = true;
      waiting.forEach(clearTimeout);
      const end = async ({ child, exited }: Running) => {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
        else return;
        await exited;
      };
      const gateway = running.get('gateway');
      if (gateway) await end(gateway);
      await Promise.all([...running.values()].map(end));
    },
  };
}
