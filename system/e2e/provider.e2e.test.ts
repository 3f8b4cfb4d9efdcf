import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type TestClient } from '@comptoir/testing';
import type { Report } from '@comptoir/workers';
import { ACCIDENTS, type Fault } from '../../subgraphs/sales/test/fake-provider/faults.ts';
import { SECRET, startFakeProvider, type FakeProvider } from '../../subgraphs/sales/test/fake-provider/start.ts';
import { buy, FINAL, follow, readSaga, readSale, readStock, stockedProduct } from './operations.ts';
import { startTopology, type Topology } from './topology.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PRICE = 1_000;

describe('a system whose card payments go to a provider that cannot be relied on', () => {
  let provider: FakeProvider;
  let topology: Topology;
  let admin: TestClient;
  let shopper: TestClient;
  let shelf: { productId: string; storeId: string };

  beforeAll(async () => {
    provider = await startFakeProvider();
    const env = { PAYMENT_PROVIDER_URL: provider.url, PAYMENT_PROVIDER_SECRET: SECRET };
    topology = await startTopology('system', { ...env, TEST_SHOPPERS: '1' });
    shopper = await topology.shopper(1);
    admin = await topology.person('admin');
    shelf = await stockedProduct(admin, 200, PRICE);
  }, 180_000);
  afterAll(async () => {
    await topology?.stop();
    await provider?.stop();
  }, 60_000);

  const order = (token?: string, simulate?: string) =>
    buy(shopper, {
      ...{ storeId: shelf.storeId, lines: [{ productId: shelf.productId, quantity: 1 }] },
      ...{ token, ...(simulate && { simulate }) },
    });

  /** Its money back: asked for by the buyer, approved by the admin. */
  async function giveBack(saleId: string): Promise<void> {
    const { requestRefund } = await shopper.data<{ requestRefund: { refund: { id: string } } }>(
      `mutation ($input: RequestRefundInput!) {
        requestRefund(input: $input) { ... on RequestRefundSuccess { refund { id } } }
      }`,
      { input: { saleId, reason: 'Changed my mind.', restock: true, idempotencyKey: randomUUID() } },
    );
    await admin.data('mutation ($input: ApproveRefundInput!) { approveRefund(input: $input) { __typename } }', {
      input: { refundId: requestRefund.refund.id },
    });
    await eventually(async () => (await readSale(shopper, saleId)).status === 'REFUNDED', {
      ...{ within: 30_000, every: 200, what: 'the end of the refund' },
    });
  }

  /** How the command ends that is told the secret of the provider: its address is known in the data folder. */
  async function command(flags: string[], told: Record<string, string>) {
    const options = {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '', COMPTOIR_DATA_DIR: topology.dataDir, ...told },
    };
    return promisify(execFile)(process.execPath, ['--import', 'tsx', 'system/src/reconcile.ts', '--json', ...flags], {
      ...options,
      maxBuffer: 1 << 26,
    }).catch((error: { stdout: string; stderr: string; code: number }) => error);
  }

  /** What it says of these sales; others were paid at another provider, and it ends with 1 for them. */
  async function reconcile(orders: readonly { saleId: string }[], ...flags: string[]): Promise<Report['findings']> {
    const ended = await command(flags, { PAYMENT_PROVIDER_SECRET: SECRET });
    const ours = new Set(orders.map(({ saleId }) => saleId));
    return (JSON.parse(ended.stdout) as Report).findings.filter(({ about }) => ours.has(about.saleId ?? ''));
  }

  async function final(orders: readonly { sagaId: string }[]): Promise<string[]> {
    return eventually(
      async () => {
        const states = await Promise.all(orders.map(async ({ sagaId }) => (await readSaga(shopper, sagaId)).state));
        return states.every((state) => FINAL.includes(state)) && states;
      },
      { within: 60_000, every: 200, what: 'the end of all sagas' },
    );
  }

  /** What the provider has of us in the end, when it does nothing more by itself. */
  async function kept(): Promise<number> {
    const { entries } = await eventually(
      async () => {
        const books = await provider.books();
        return books.unfinished === 0 && books;
      },
      { what: 'the end of what the provider does' },
    );
    return entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  }

  it('sells what is paid and keeps nothing of what is not, whatever goes wrong between them', async () => {
    await provider.control({ seed: 4, shares: Object.fromEntries(ACCIDENTS.map((fault) => [fault, 0.03])) });
    const orders = await Promise.all(
      Array.from({ length: 40 }, (_, n) => order(n % 8 === 0 ? 'tok_declined' : undefined)),
    );
    const states = await final(orders);
    await provider.control({});
    const sold = states.filter((state) => state === 'SALE_CONFIRMED').length;
    expect(sold).toBeGreaterThan(20);
    expect(states.filter((_, n) => n % 8 === 0)).not.toContain('SALE_CONFIRMED');
    expect(await kept()).toBe(sold * PRICE);
    expect(await readStock(shopper, shelf.productId, shelf.storeId)).toMatchObject({ onHand: 200 - sold, reserved: 0 });
  }, 90_000);

  it('gives a payment up that is never answered, and gets the money back that was taken all the same', async () => {
    const before = await kept();
    const captures = async () => (await provider.books()).entries.filter(({ amountMinor }) => amountMinor > 0).length;
    const taken = await captures();
    await provider.control({ shares: { stalls: 1 } });
    const hanging = await order();
    const given = await follow(shopper, hanging.sagaId, 0, ({ state }) => state.startsWith('COMPENSATING'));
    expect(given.at(-1)?.state).toMatch(/^COMPENSATING/);
    // The money was taken, behind everybody's back.
    expect(await captures()).toBe(taken + 1);
    await provider.control({});
    expect(await final([hanging])).toEqual(['COMPENSATED']);
    expect(await readSale(shopper, hanging.saleId)).toMatchObject({ status: 'CANCELLED' });
    expect(await kept()).toBe(before);
  }, 60_000);

  it('is compared with its own provider or with none', async () => {
    expect(await command([], {})).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^PAYMENT_PROVIDER_SECRET: /),
    });
  }, 60_000);

  it('finds by its books what the provider lied about, and gets back what it kept', async () => {
    await provider.control({ seed: 11, shares: { deniesTaking: 0.3, claimsTaking: 0.3 } });
    const orders = await Promise.all(Array.from({ length: 16 }, () => order()));
    await final(orders);
    await provider.control({});
    const { liedAbout } = await provider.books();

    const found = await eventually(
      async () => {
        const findings = await reconcile(orders);
        return findings.length === liedAbout.length && findings;
      },
      { within: 60_000, every: 1_000, what: 'every lie to be found' },
    );
    expect(found.map(({ about }) => about.paymentId).sort()).toEqual([...liedAbout].sort());
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['MONEY_WITHOUT_SALE', 'SALE_NOT_PAID']));

    await reconcile(orders, '--repair');
    const left = await eventually(
      async () => {
        const findings = await reconcile(orders);
        return findings.every(({ kind }) => kind !== 'MONEY_WITHOUT_SALE') && findings;
      },
      { within: 30_000, every: 1_000, what: 'the money to be back' },
    );
    // What was sold and never paid is for a person.
    expect(left.map(({ kind, about }) => [kind, about.paymentId]).sort()).toEqual(
      found
        .filter(({ kind }) => kind === 'SALE_NOT_PAID')
        .map(({ kind, about }) => [kind, about.paymentId])
        .sort(),
    );
  }, 150_000);

  it('finds what the provider lied about when it was asked for money back', async () => {
    /** A sale that is given back and one that is undone, while the provider lies about both in this way. */
    async function lieAboutBoth(lie: Fault): Promise<{ saleId: string }[]> {
      await provider.control({});
      const sold = await order();
      expect(await final([sold])).toEqual(['SALE_CONFIRMED']);
      await provider.control({ shares: { [lie]: 1 } });
      const undone = await order(undefined, 'FAIL_CONFIRMATION');
      await giveBack(sold.saleId);
      expect(await final([undone])).toEqual(['COMPENSATED']);
      return [sold, undone];
    }
    const twice = await lieAboutBoth('paysBackTwice');
    const never = await lieAboutBoth('claimsPayingBack');
    await provider.control({});
    const orders = [...twice, ...never];
    const kindOf = new Map(orders.map(({ saleId }) => [saleId, 'PAYMENT_UNLIKE_PROVIDER']));
    // Of these four only one is money that can be had back without asking anybody.
    const [, kept] = never;
    if (kept) kindOf.set(kept.saleId, 'MONEY_WITHOUT_SALE');
    const found = await eventually(
      async () => {
        const findings = await reconcile(orders);
        return findings.length === 4 && findings;
      },
      { within: 60_000, every: 1_000, what: 'every lie to be found' },
    );
    expect(new Map(found.map(({ kind, about }) => [about.saleId, kind]))).toEqual(kindOf);
    const repairs = found.filter(({ remedy }) => 'repair' in remedy);
    expect(repairs.map(({ kind, remedy }) => ({ kind, remedy }))).toEqual([
      { kind: 'MONEY_WITHOUT_SALE', remedy: { repair: 'return-money' } },
    ]);
  }, 150_000);
});
