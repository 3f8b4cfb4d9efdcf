import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** So many ports of the loopback interface that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

const TEN_PORTS_FOR_EACH_PROCESS = 100;

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const isOurs = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (isOurs) await new Promise((closed) => server.close(closed));
  return isOurs;
}

/**
 * The first of a hundred ports below the range from which systems draw ports for outgoing connections. None of them is in use: of another
 * fleet's own hundred some always are, also while one of its processes is being started again.
 */
export async function freeRange(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const base = 20_000 + Math.floor(Math.random() * 100) * TEN_PORTS_FOR_EACH_PROCESS;
    const free = await Promise.all(Array.from({ length: TEN_PORTS_FOR_EACH_PROCESS }, (_, i) => isFree(base + i)));
    if (!free.includes(false)) return base;
  }
  throw new Error('No range of free ports between 20000 and 30000.');
}
