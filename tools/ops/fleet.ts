import { readFileSync } from 'node:fs';
import { CONTEXT_NAMES } from '../../packages/kit/src/index.ts';
import type { SystemConfig } from '../../system/src/config.ts';
import { planFleet } from '../../system/src/fleet/plan.ts';
import type { Ground } from '../../system/src/ground.ts';

const nowhere = Object.fromEntries(
  CONTEXT_NAMES.map((context) => [context, { appUrl: '' }]),
) as unknown as Ground['databases'];
const plans = planFleet(
  { FLEET_BASE_PORT: 4100, PORT: 4000, OPS_PORT: 9400, HOST: '127.0.0.1', env: {} } as SystemConfig,
  { databases: nowhere, redis: { url: '' }, secrets: {}, dataDir: '' } as Ground,
);

/** Every process of a fleet, as `npm run start:fleet` runs them: the truth that compose file, scrapes and docs follow. */
export const FLEET = plans.map(({ name, entry, env }) => ({
  name,
  entry,
  roles: env.WORKER_ROLES ?? '',
  ports: { public: env.PORT ?? '', internal: env.INTERNAL_PORT ?? '', ops: env.OPS_PORT ?? '' },
}));

const ofContext = (name: string) => `subgraphs/${name}/src/config.ts`;
const CONFIGS: Record<string, string[]> = {
  gateway: ['gateway/src/config.ts'],
  migrate: ['system/src/config.ts', 'system/src/migrate.ts'],
  // Workers run the background parts of the contexts, as those are told.
  worker: ['workers/src/config.ts', ...CONTEXT_NAMES.map(ofContext)],
};

const contextsOf = (pattern: string) => CONTEXT_NAMES.map((context) => `${pattern}_${context.toUpperCase()}`);
/** Read by name and context, so that they stand in no schema. */
const BY_CONTEXT = ['DATABASE_URL', ...['DATABASE_URL', 'INTERNAL_URL', 'SUBGRAPH_URL'].flatMap(contextsOf)];

/** The variables that stand by their name in the configuration of a process. */
export function variablesOf(name: string): string[] {
  const own = CONFIGS[name] ?? (name.startsWith('worker') ? CONFIGS.worker : [ofContext(name)]);
  return ['packages/service-kit/src/base-config.ts', ...(own ?? [])].flatMap((file) =>
    [...read(file).matchAll(/(?:^|[{,(])\s*([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*): (?:z\s*\.|env[A-Z]|[a-z]+List)/gm)].map(
      ([, variable = '']) => variable,
    ),
  );
}

/** Everything that a process may be given. */
export const environmentOf = (name: string): string[] => [...variablesOf(name), ...BY_CONTEXT];

function read(file: string): string {
  try {
    return readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  } catch {
    return '';
  }
}
