import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type TestClient } from '@comptoir/testing';
import { buy, stockedProduct } from './operations.ts';
import { startTopology, type Topology } from './topology.ts';

type Figures = { currency: string; sales: number; sold: { amountMinor: number } };
type Known = { name: string; lagSeconds: number | null; rebuild: { id: string; state: string } | null };

describe.each(['system', 'fleet'] as const)('figures, on the %s topology', (kind) => {
  let topology: Topology;
  let admin: TestClient;
  let client: TestClient;
  beforeAll(async () => {
    topology = await startTopology(kind);
    [admin, client] = await Promise.all([topology.person('admin'), topology.person('client')]);
  }, 180_000);
  afterAll(() => topology?.stop(), 60_000);

  async function soldIn(storeId: string, from: Date): Promise<number> {
    const { salesSummary } = await admin.data<{ salesSummary: { figures: Figures[] } }>(
      `query ($from: DateTime!, $to: DateTime!, $storeId: ID) {
         salesSummary(from: $from, to: $to, storeId: $storeId) { figures { currency sales sold { amountMinor } } } }`,
      { from: from.toISOString(), to: new Date(Date.now() + 60_000).toISOString(), storeId },
    );
    return salesSummary.figures.reduce((sum, { sales }) => sum + sales, 0);
  }
  async function known(name: string): Promise<Known | undefined> {
    const { projections } = await admin.data<{ projections: Known[] }>(
      '{ projections { name lagSeconds rebuild { id state } } }',
    );
    return projections.find((one) => one.name === name);
  }

  it('hold what the demo chain sold, follow each sale, and stay the same when they are built anew', async () => {
    const { storeId, productId } = await stockedProduct(admin, 20);
    const from = new Date(Date.now() - 90 * 86_400_000);
    const before = await soldIn(storeId, from);
    expect(before).toBeGreaterThan(100);
    await buy(client, { storeId, lines: [{ productId, quantity: 2 }] });
    await eventually(async () => (await soldIn(storeId, from)) === before + 1, {
      ...{ within: 20_000, what: 'the sale in the figures' },
    });

    const { salesReport } = await admin.data<{
      salesReport: { edges: { node: { category: { name: string } | null; figures: { soldUnits: number } } }[] };
    }>(
      `query ($from: DateTime!, $to: DateTime!) { salesReport(from: $from, to: $to, groupBy: CATEGORY, first: 50) {
         edges { node { category { name } figures { soldUnits } } } } }`,
      { from: from.toISOString(), to: new Date(Date.now() + 60_000).toISOString() },
    );
    expect(salesReport.edges.length).toBeGreaterThan(5);
    for (const { node } of salesReport.edges) expect(node.category?.name).toEqual(expect.any(String));

    for (const name of ['sales-figures', 'complaints']) {
      const { rebuildProjection } = await admin.data<{ rebuildProjection: { rebuild: { id: string } } }>(
        `mutation ($input: RebuildProjectionInput!) { rebuildProjection(input: $input) {
           ... on RebuildProjectionSuccess { rebuild { id } } ... on Problem { message } } }`,
        { input: { name } },
      );
      const { id } = rebuildProjection.rebuild;
      await eventually(async () => (await known(name))?.rebuild?.state === 'DONE', {
        ...{ within: 30_000, what: `${name} built anew` },
      });
      expect((await known(name))?.rebuild?.id).toBe(id);
    }
    expect(await soldIn(storeId, from)).toBe(before + 1);
  });
});
