import { describe, expect, it } from '@jest/globals';
import { createActorKey } from '@comptoir/service-kit';
import { fleetConfig, gatewayConfig, subgraphUrl } from './config.ts';
import { DEFAULT_LIMITS } from './limits/limits.ts';

describe('the configuration', () => {
  it('has safe defaults', () => {
    const { supergraphSdl, ...config } = gatewayConfig({});
    expect(supergraphSdl).toContain('join__Graph');
    expect(config).toEqual({
      host: '127.0.0.1',
      port: 4000,
      demo: false,
      development: false,
      corsOrigins: [],
      trustedProxies: 0,
      secure: false,
      webRoot: null,
      limits: DEFAULT_LIMITS,
      persistedOperations: null,
    });
  });

  it('takes rates, origins and the public address from the environment', () => {
    const config = gatewayConfig({
      OPERATIONS_PER_MINUTE: '7',
      LOGINS_PER_MINUTE: '8',
      CORS_ORIGINS: 'https://a, https://b',
      PUBLIC_URL: 'https://shop.example',
      DEMO: 'true',
    });
    expect(config).toMatchObject({ corsOrigins: ['https://a', 'https://b'], secure: true, development: true });
    expect(config.limits).toMatchObject({ operationsPerPerson: 7, loginsPerAddress: 8 });
    expect(gatewayConfig({ DEMO: 'true', INTROSPECTION: 'false' }).development).toBe(false);
  });

  it('says what a process of the fleet lacks', () => {
    const base = { REDIS_URL: 'redis://127.0.0.1', INTERNAL_SECRET: 'x'.repeat(32) };
    expect(() => fleetConfig(base)).toThrow(/ACTOR_PRIVATE_KEY:[^]*INTERNAL_URL_USERS:/);
    const { privateKey } = createActorKey();
    expect(
      fleetConfig({ ...base, ACTOR_PRIVATE_KEY: privateKey, INTERNAL_URL_USERS: 'http://users:4200' }),
    ).toMatchObject({ opsPort: 9400, usersInternalUrl: 'http://users:4200' });
  });

  it('knows subgraphs by their variables', () => {
    expect(subgraphUrl({ SUBGRAPH_URL_SALES: 'http://sales:4100/graphql' }, 'sales')).toBe('http://sales:4100');
    expect(() => subgraphUrl({}, 'sales')).toThrow('SUBGRAPH_URL_SALES');
  });
});
