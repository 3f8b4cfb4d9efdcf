import { CONTEXT_NAMES } from '@comptoir/kit';
import { loadConfig } from '@comptoir/service-kit';
import { createLogger } from '@comptoir/telemetry';
import { z } from 'zod';
import { environment, systemConfig } from './config.ts';
import { seedDemo } from './demo/seed.ts';
import { provisionAll } from './ground.ts';

/**
 * The one-shot job of a fleet: makes databases, roles and tables where they are missing, writes the demo chain where it is
 * wished for, and ends. Processes refuse to start before it has run.
 */
const { INTERNAL_SECRET } = loadConfig(z.object({ INTERNAL_SECRET: z.string().min(32) }), environment);
const config = systemConfig({ DEMO: 'false', ...environment });
const log = createLogger('migrate', config.LOG_LEVEL);
const databases = await provisionAll(config, config.DATABASE_URL ?? null, INTERNAL_SECRET);
for (const context of CONTEXT_NAMES) log.info({ event: 'migrated', context, migrations: databases[context].migrated });
if (config.DEMO)
  log.info({
    event: 'seeded',
    contexts: await seedDemo(databases, { now: new Date(), testShoppers: config.TEST_SHOPPERS }, log),
  });
