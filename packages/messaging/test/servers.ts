import { randomUUID } from 'node:crypto';
import { openQueues, type Queues } from '@comptoir/messaging';
import { freshDatabase } from '@comptoir/testing/database';
import { createLogger } from '@comptoir/telemetry';

/** Database of the throw-away Redis that may be emptied; other suites use the first. */
const OWN_DATABASE = 9;

export const log = createLogger('messaging-test', 'silent');

/** What queues can run on here: always PostgreSQL, and Redis where there is one. */
export const BACKENDS: ('redis' | 'postgres')[] = process.env.TEST_REDIS_URL ? ['redis', 'postgres'] : ['postgres'];

export function testRedisUrl(): string {
  const url = new URL(process.env.TEST_REDIS_URL ?? '');
  url.pathname = `/${OWN_DATABASE}`;
  return url.href;
}

/** Queues that no other suite sees. */
export async function openTestQueues(backend: 'redis' | 'postgres'): Promise<Queues & { [Symbol.asyncDispose](): Promise<void> }> {
  if (backend === 'redis') {
    const queues = await openQueues({ redisUrl: testRedisUrl(), service: 'test', log, prefix: randomUUID() });
    return { ...queues, [Symbol.asyncDispose]: () => queues.close() };
  }
  const database = await freshDatabase('notifications');
  const queues = await openQueues({ redisUrl: null, postgresUrl: database.ownerUrl, service: 'test', log });
  return {
    ...queues,
    async [Symbol.asyncDispose]() {
      await queues.close();
      await database.drop();
    },
  };
}
