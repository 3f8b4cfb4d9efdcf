/** One throw-away PostgreSQL (and Redis, where there is one) for the whole run; suites make their own databases in it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tsImport } from 'tsx/esm/api';

export default async function setUp() {
  if (process.env.TEST_DATABASE_URL) return;
  const dataDir = mkdtempSync(join(tmpdir(), 'comptoir-test-'));
  const { startPostgres } = await tsImport('./system/src/local/postgres.ts', import.meta.url);
  const { startRedis } = await tsImport('./system/src/local/redis.ts', import.meta.url);
  const postgres = await startPostgres({ dataDir, durable: false, maxConnections: 400 });
  const redis = await startRedis({ dataDir, durable: false, url: process.env.TEST_REDIS_URL });
  process.env.TEST_DATABASE_URL = postgres.adminUrl;
  if (redis.url) process.env.TEST_REDIS_URL = redis.url;
  else console.log('There is no redis-server here: what needs Redis is skipped.');
  globalThis.comptoirTestServers = { dataDir, postgres, redis };
}
