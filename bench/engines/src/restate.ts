import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { SaleOrder } from '@comptoir/contracts';
import type { Context } from '@restatedev/restate-sdk';
import { freePort } from '../../../system/src/local/processes.ts';
import { one, plainSteps } from '../../../system/bench/plain.ts';
import type { Entry, Racer } from './racer.ts';

// The SDK wants a function of Node 22; the rest of it runs on Node 20, on which all others are measured.
Promise.withResolvers ??= function <T>() {
  const parts: { resolve?: (value: T | PromiseLike<T>) => void; reject?: (reason: unknown) => void } = {};
  const promise = new Promise<T>((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return { promise, ...parts } as PromiseWithResolvers<T>;
};
process.env.RESTATE_LOGGING = 'ERROR';
const restate = await import('@restatedev/restate-sdk');

const NAMES = ['verify-stock', 'reserve-stock', 'process-payment', 'confirm-order'];
const START_MS = 30_000;

/**
 * Restate as its documentation has it: a service whose handler journals each effect by `ctx.run`
 * (docs.restate.dev/develop/ts/durable-steps), reached by a single node of its server, which is durable by itself, with its
 * defaults (docs.restate.dev/server/configuration); orders are sent one way through the ingress under a key of their own
 * (docs.restate.dev/services/invocation/http).
 */
export const restateServer = ({ concurrency }: { concurrency: number }): Entry => ({
  name: 'Restate',
  inFlight: concurrency,
  poolSize: concurrency,
  async open({ chain, onEnd }): Promise<Racer> {
    const steps = plainSteps(chain.steps);
    let ended = 0;
    const sale = restate.service({
      name: 'sale',
      handlers: {
        sell: async (ctx: Context, order: SaleOrder): Promise<void> => {
          for (const [i, { calls }] of steps.entries())
            await ctx.run(NAMES[i] ?? '', async () => {
              for (const call of calls) await one(call, order);
            });
          ended++;
          onEnd();
        },
      },
    });
    const service = await listen(restate.createEndpointHandler({ services: [sale] }));
    const server = await startServer();
    await post(`${server.adminUrl}/deployments`, { uri: `http://127.0.0.1:${service.port}` });
    return {
      pids: { restate: server.pid },
      async submit(orders) {
        const send = (order: SaleOrder) =>
          post(`${server.ingressUrl}/sale/sell/send`, order, { 'idempotency-key': order.sagaId });
        await Promise.all(orders.map(send));
      },
      async checkOwn(orders) {
        if (ended !== orders)
          throw new Error(`Restate ended ${ended} of ${orders} orders: some more than once or never.`);
      },
      async stop() {
        await server.stop();
        service.close();
      },
    };
  },
});

async function listen(handler: Parameters<typeof createServer>[1]): Promise<{ port: number; close(): void }> {
  const sessions = new Set<{ destroy(): void }>();
  const server: Http2Server = createServer(handler);
  server.on('session', (session) => sessions.add(session));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      sessions.forEach((session) => session.destroy());
    },
  };
}

async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
}

type RestateServer = { ingressUrl: string; adminUrl: string; pid: number; stop(): Promise<void> };

/** A node with data and ports of its own. */
async function startServer(): Promise<RestateServer> {
  const data = mkdtempSync(join(tmpdir(), 'comptoir-restate-'));
  const [ingress, admin, fabric] = [await freePort(), await freePort(), await freePort()];
  const binary = createRequire(import.meta.url).resolve(
    `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`,
  );
  const child = spawn(binary, ['--no-logo', '--base-dir', data, '--listen-mode', 'tcp', '--bind-ip', '127.0.0.1'], {
    stdio: 'ignore',
    env: {
      RESTATE_BIND_PORT: String(fabric),
      RESTATE_INGRESS__BIND_PORT: String(ingress),
      RESTATE_ADMIN__BIND_PORT: String(admin),
      RESTATE_LOG_FILTER: 'warn',
      RESTATE_DISABLE_TELEMETRY: 'true',
    },
  });
  process.once('exit', () => {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  });
  const adminUrl = `http://127.0.0.1:${admin}`;
  const until = Date.now() + START_MS;
  while (
    !(await fetch(`${adminUrl}/health`).then(
      (r) => r.ok,
      () => false,
    ))
  ) {
    if (Date.now() > until || child.exitCode !== null) throw new Error('The Restate server did not start.');
    await wait(100);
  }
  return {
    ...{ ingressUrl: `http://127.0.0.1:${ingress}`, adminUrl, pid: child.pid ?? 0 },
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(data, { recursive: true, force: true });
    },
  };
}
