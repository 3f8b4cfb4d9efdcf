import { rmSync } from 'node:fs';

export default async function tearDown() {
  const servers = globalThis.comptoirTestServers;
  if (!servers) return;
  await servers.redis.stop();
  await servers.postgres.stop();
  rmSync(servers.dataDir, { recursive: true, force: true });
}
