import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HealthLine } from '@comptoir/graphql-kit';
import { registry, type Logger } from '@comptoir/telemetry';

export type OpsServer = { port: number; dispose(): Promise<void> };

/**
 * The ops address of a process: `/metrics` for Prometheus, `/health/live` (the loop turns) and `/health/ready` (200 when
 * every dependency answers that is not optional, else 503; a line each).
 */
export async function startOpsServer({
  port,
  host,
  health,
  log,
}: {
  port: number;
  host: string;
  health: () => Promise<HealthLine[]>;
  log: Logger;
}): Promise<OpsServer> {
  const server = createServer((request, response) => {
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const answer = async () => {
      switch (request.url) {
        case '/metrics':
          return response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
        case '/health/live':
          return json(200, { status: 'live' });
        case '/health/ready': {
          const dependencies = await health();
          const ready = dependencies.every((line) => line.ok || line.optional);
          const status = !ready ? 'not ready' : dependencies.every((line) => line.ok) ? 'ready' : 'degraded';
          return json(ready ? 200 : 503, { status, dependencies });
        }
        default:
          return json(404, { error: 'Here are /metrics, /health/live and /health/ready.' });
      }
    };
    answer().catch((err: unknown) => {
      log.error({ event: 'ops_request_failed', url: request.url, err });
      if (!response.headersSent) json(500, { error: 'failed' });
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    dispose: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
