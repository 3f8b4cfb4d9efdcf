/** Checks that load scripts fit the API: they run once against a whole system of their own. */
import { startTopology } from '../../system/e2e/topology.ts';
import { command, type Check } from './check.ts';

export const loadChecks: Check[] = [
  {
    name: 'k6: one iteration of the smoke',
    async run() {
      const system = await startTopology('system');
      try {
        await command(process.execPath, ['tools/ops/k6-once.mjs'], { env: { COMPTOIR_URL: system.url } });
      } finally {
        await system.stop();
      }
    },
  },
];
