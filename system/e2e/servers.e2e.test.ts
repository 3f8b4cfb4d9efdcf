import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { isAlive } from '../src/local/processes.ts';
import { buy, follow, stockedProduct } from './operations.ts';
import { admin, onTopology, shopper, topology } from './sale/ground.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

(hasRedis ? describe : describe.skip)('a server of the system that ends by itself', () => {
  onTopology('system');

  it.each(['redis', 'postgres'])(
    '%s is started again, and customers go on buying',
    async (name) => {
      const shelf = await stockedProduct(admin, 5);
      const before = topology.servers()[name] ?? 0;
      expect(before).toBeGreaterThan(0);
      process.kill(before, 'SIGKILL');
      const isBack = () => {
        const now = topology.servers()[name] ?? 0;
        return now !== before && isAlive(now);
      };
      expect(await eventually(isBack, { within: 60_000 })).toBe(true);
      const lines = [{ productId: shelf.productId, quantity: 1 }];
      const { sagaId } = await buy(shopper, { storeId: shelf.storeId, lines });
      const states = await follow(shopper, sagaId);
      expect(states.at(-1)?.state).toBe('SALE_CONFIRMED');
      expect(isAlive(topology.processes().system ?? 0)).toBe(true);
    },
    120_000,
  );
});
