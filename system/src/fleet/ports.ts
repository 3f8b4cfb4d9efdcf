import { freePort } from '../local/processes.ts';
import type { ProcessPlan } from './plan.ts';

/** Throws, naming process and port, when another program listens where a process of the fleet is to listen. */
export async function requireFreePorts(plans: readonly ProcessPlan[]): Promise<void> {
  for (const { name, env } of plans)
    for (const variable of ['PORT', 'INTERNAL_PORT', 'OPS_PORT']) {
      const port = Number(env[variable] || 0);
      // A worker has no public port: what stands in its environment is somebody else's.
      if (port === 0 || (name.startsWith('worker-') && variable !== 'OPS_PORT')) continue;
      if ((await freePort(port)) === port) continue;
      const wayOut = name === 'gateway' ? `${variable}=${port + 10}` : 'FLEET_BASE_PORT=5100';
      throw new Error(
        `Port ${port}, of the process ${name}, is taken by another program. Stop that one (see: lsof -i :${port}), or choose others: ${wayOut} npm run start:fleet`,
      );
    }
}
