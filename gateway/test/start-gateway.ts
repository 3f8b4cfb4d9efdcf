import { afterEach } from '@jest/globals';
import type { Subgraph } from '@comptoir/graphql-kit';
import type { Actor } from '@comptoir/kit';
import { memoryBus, type LiveBus } from '@comptoir/live';
import { createActorKey, createActorSigner, createActorVerifier, startSubgraphServer } from '@comptoir/service-kit';
import { createLogger } from '@comptoir/telemetry';
import { createClient, type TestClient } from '@comptoir/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  buildGateway,
  DEFAULT_LIMITS,
  localSubgraph,
  remoteSubgraph,
  type Gateway,
  type GatewayConfig,
  type Limits,
  type SubgraphHandle,
} from '../src/app.ts';
import { composeSupergraph } from '../src/composition.ts';
import type { Revocation } from '../src/identity/revocations.ts';
import { createStage, SAGAS_SDL, sagasSubgraph, USERS_SDL, usersSubgraph, type Stage } from './graphs.ts';

export type How = 'local' | 'remote';

export type TestGateway = {
  url: string;
  stage: Stage;
  bus: LiveBus;
  gateway: Gateway;
  /** Ends the process of a remote subgraph, as far as the gateway can tell. */
  kill(name: string): Promise<void>;
  token(actor?: Partial<Actor>, seconds?: number): Promise<string>;
  client(token?: string | null, headers?: Record<string, string>): TestClient;
  /** Keys by which `x-api-key` callers are known. */
  apiKeys: Map<string, Actor>;
  revoked: Revocation[];
  stop(): Promise<void>;
};

const log = createLogger('gateway', 'silent');

export const SHOPPER: Actor = { sub: 'u1', role: 'CLIENT', storeIds: [], sessionId: 's1' };

const ofThisTest: TestGateway[] = [];
afterEach(async () => {
  for (const started of ofThisTest.splice(0)) await started.stop();
});

/** The same for one test: it is stopped behind it, however the test ends. */
export async function startGatewayForTest(...args: Parameters<typeof startGateway>): Promise<TestGateway> {
  const started = await startGateway(...args);
  ofThisTest.push(started);
  return started;
}

/** A gateway over two small subgraphs, in this process or behind sockets. */
export async function startGateway(
  how: How,
  { limits = {}, config = {} }: { limits?: Partial<Limits>; config?: Partial<GatewayConfig> } = {},
): Promise<TestGateway> {
  const stage = createStage();
  const bus = memoryBus();
  const keys = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kty: 'OKP', kid: 'k1', alg: 'EdDSA' };
  const apiKeys = new Map<string, Actor>();
  const revoked: Revocation[] = [];
  const servers = new Map<string, { dispose(): Promise<void> }>();
  const actorKey = createActorKey();

  async function connect(subgraph: Subgraph): Promise<SubgraphHandle> {
    if (how === 'local') return localSubgraph(subgraph, log);
    const server = await startSubgraphServer({
      subgraph,
      port: 0,
      host: '127.0.0.1',
      verifyActor: createActorVerifier(actorKey.publicKey),
      log,
    });
    servers.set(subgraph.name, server);
    return remoteSubgraph({
      name: subgraph.name,
      url: `http://127.0.0.1:${server.port}`,
      signActor: createActorSigner(actorKey.privateKey),
    });
  }

  const composition = composeSupergraph([
    { name: 'sagas', file: 'sagas', sdl: SAGAS_SDL },
    { name: 'users', file: 'users', sdl: USERS_SDL },
  ]);
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  const gateway = buildGateway(
    {
      host: '127.0.0.1',
      port: 0,
      demo: true,
      development: true,
      corsOrigins: ['https://app.example'],
      trustedProxies: 0,
      secure: false,
      webRoot: null,
      limits: { ...DEFAULT_LIMITS, ...limits },
      persistedOperations: null,
      supergraphSdl: composition.supergraphSdl,
      ...config,
    },
    {
      subgraphs: [await connect(sagasSubgraph(stage)), await connect(usersSubgraph(stage))],
      bus,
      redis: null,
      identityPort: {
        jwks: async () => ({ keys: [jwk] }),
        verifyApiKey: async (key) => apiKeys.get(key) ?? null,
        revocations: async () => revoked,
      },
      log,
    },
  );
  const { port } = await gateway.start();
  const url = `http://127.0.0.1:${port}`;
  const clients: TestClient[] = [];
  let stopping: Promise<void> | null = null;

  return {
    url,
    stage,
    bus,
    gateway,
    apiKeys,
    revoked,
    async kill(name) {
      await servers.get(name)?.dispose();
      servers.delete(name);
    },
    async token(actor = {}, seconds = 900) {
      const { sub, ...claims } = { ...SHOPPER, ...actor };
      const now = Date.now() / 1000;
      return new SignJWT({ ...claims, sub, iat: now, exp: now + seconds })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
        .sign(keys.privateKey);
    },
    client(token = null, headers = {}) {
      const client = createClient(url, token, headers);
      clients.push(client);
      return client;
    },
    stop: () => (stopping ??= stop()),
  };

  async function stop(): Promise<void> {
    await Promise.all(clients.map((client) => client.close()));
    await gateway.dispose();
    await Promise.all([...servers.values()].map((server) => server.dispose()));
    await bus.close();
  }
}
