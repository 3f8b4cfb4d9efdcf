import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from '@comptoir/database';
import { openQueues } from '@comptoir/messaging';
import { createLogger } from '@comptoir/telemetry';
import { isAlive } from '../src/local/processes.ts';
import type { Blow, Fault } from './schedule.ts';
import type { World } from './world.ts';

/**
 * Deals the blows of a schedule at their times. Resolves when the last pause is over and every server is back. After `stop` no
 * blow falls any more, and who is paused goes on at once.
 */
export async function deal(
  world: World,
  faults: readonly Fault[],
  startedAt: number,
  stop: AbortSignal,
): Promise<void> {
  // A server that is down is not struck again: what would hit it waits until it is back.
  let postgres = Promise.resolve();
  let redis = Promise.resolve();
  await Promise.all(
    faults.map(async (fault) => {
      await pass(startedAt + fault.atMs - performance.now(), stop);
      if (fault.kind === 'postgres') return (postgres = postgres.then(() => strike(world, fault, stop)));
      if (fault.kind.startsWith('redis')) return (redis = redis.then(() => strike(world, fault, stop)));
      return strike(world, fault, stop);
    }),
  );
}

/** Resolves after so long, or as soon as it is to stop. */
const pass = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(Math.max(0, ms), undefined, { signal }).catch(() => undefined);

async function strike(world: World, blow: Blow, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  switch (blow.kind) {
    case 'kill':
      return signal(world.pid(blow.process), 'SIGKILL');
    case 'pause':
      return pause(world.pid(blow.process), blow.forMs, stop);
    case 'clock':
      world.setClock(blow.process, blow.offMs);
      return signal(world.pid(blow.process), 'SIGKILL');
    case 'redis':
      return world.servers.killRedis({ empty: blow.empty });
    case 'redis-pause':
      return pause(world.servers.pids().redis, blow.forMs, stop);
    case 'postgres':
      return blow.whole ? world.servers.killPostgres() : killSession(world);
    case 'wakes':
      return wakeAll(world, blow.count);
    default:
      return blow satisfies never;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  if (pid > 0 && isAlive(pid)) process.kill(pid, name);
}

async function pause(pid: number, forMs: number, stop: AbortSignal): Promise<void> {
  signal(pid, 'SIGSTOP');
  await pass(forMs, stop);
  signal(pid, 'SIGCONT');
}

/** A session of somebody in the sagas' database: its death makes PostgreSQL end all sessions and recover. */
async function killSession({ servers }: World): Promise<void> {
  const pids = await withClient(servers.databaseUrl, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = 'comptoir_sagas' ORDER BY state = 'active' DESC LIMIT 1`,
    );
    return rows.map(({ pid }) => pid);
  });
  for (const pid of pids) signal(pid, 'SIGKILL');
}

/** Wakes that say nothing, as the queue of the sagas holds them. While Redis is down they are lost, as others are. */
async function wakeAll({ servers }: World, count: number): Promise<void> {
  const log = createLogger('chaos', 'silent');
  const queues = await openQueues({ redisUrl: servers.redisUrl, service: 'chaos', log });
  const jobs = Array.from({ length: count }, () => ({ name: 'wake', data: {} }));
  await queues
    .queue('sagas')
    .addBulk(jobs)
    .catch(() => undefined);
  await queues.close();
}
