import { randomUUID } from 'node:crypto';
import { openQueues, type Queues } from '@comptoir/messaging';
import { freshDatabase } from '@comptoir/testing/database';
import { createLogger } from '@comptoir/telemetry';

export const log = createLogger('messaging-test', 'silent');

/** What queues can run on here: always PostgreSQL, and Redis where there is one. */
export const BACKENDS: ('redis' | 'postgres')[] = process.env.TEST_REDIS_URL ? ['redis', 'postgres'] : ['postgres'];

/** One of the numbered databases of the throw-away Redis: what is flushed there is nobody else's. */
export function testRedisUrl(database: number): string {
  const url = new URL(process.env.TEST_REDIS_URL ?? '');
  url.pathname = `/${database}`;
  return url.href;
}

/** Queues that no other suite sees. */
export async function openTestQueues(
  backend: 'redis' | 'postgres',
  redisDatabase = 0,
): Promise<Queues & { [Symbol.asyncDispose](): Promise<void> }> {
  if (backend === 'redis') {
    const queues = await openQueues({
      redisUrl: testRedisUrl(redisDatabase),
      service: 'test',
      log,
      prefix: randomUUID(),
    });
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
