import { afterAll, beforeAll } from '@jest/globals';
import type { TestClient } from '@comptoir/testing';
import { startTopology, type Topology, type TopologyName } from '../topology.ts';

/** Of the topology whose tests run. */
export let topology: Topology;
export let admin: TestClient;
export let shopper: TestClient;

/** Starts it for the tests beside the call. */
export function onTopology(name: TopologyName): void {
  let started: Topology | undefined;
  beforeAll(async () => {
    topology = started = await startTopology(name);
    admin = await topology.person('admin');
    shopper = await topology.shopper(1);
  }, 180_000);
  afterAll(() => started?.stop(), 60_000);
}

/** The states of a sale that comes about, in order. */
export const CONFIRMED = [
  'INITIATED',
  'STOCK_VERIFYING',
  'STOCK_VERIFIED',
  'STOCK_RESERVING',
  'STOCK_RESERVED',
  'PAYMENT_PROCESSING',
  'PAYMENT_PROCESSED',
  'ORDER_CONFIRMING',
  'SALE_CONFIRMED',
];
export const UNDONE_STOCK = ['COMPENSATING_STOCK', 'COMPENSATED'];
export const UP_TO_PAYMENT = CONFIRMED.slice(0, 6);
