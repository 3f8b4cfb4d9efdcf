import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { eventually, type TestClient } from '@comptoir/testing';
import { adjust, readStock, stockedProduct, type Shelf } from '../../system/e2e/operations.ts';
import { startTopology, type Topology } from '../../system/e2e/topology.ts';
import {
  buildApp,
  CHROMIUM,
  DESKTOP,
  launch,
  listedOperations,
  logIn,
  openPerson,
  overhang,
  PHONE,
  tabTo,
  tellIfSkipped,
  violations,
  watch,
  type Watched,
} from './browser.ts';

tellIfSkipped('the browser journey');

(CHROMIUM ? describe : describe.skip)('a shopper in a browser', () => {
  let topology: Topology;
  let admin: TestClient;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let shelf: Shelf & { sku: string; name: string };
  let watched: Watched;

  beforeAll(async () => {
    buildApp();
    [topology, browser] = await Promise.all([startTopology('system'), launch()]);
    admin = await topology.person('admin');
    const made = await stockedProduct(admin, 20, 1_450);
    const { product } = await admin.data<{ product: { sku: string; name: string } }>(
      'query ($id: ID!) { product(id: $id) { sku name } }',
      { id: made.productId },
    );
    shelf = { ...made, ...product };
    ({ context, page, watched } = await openPerson(browser, topology.url, 12_000));
    await context.addInitScript((storeId) => localStorage.setItem('comptoir.store', storeId), shelf.storeId);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await topology?.stop();
  }, 60_000);

  const open = (path: string) => page.goto(`${topology.url}${path}`);
  const saga = (state: string) => page.locator(`[data-saga-state=${state}]`).waitFor({ timeout: 30_000 });
  const step = (name: string) => page.locator(`[data-step=${name}]`).innerText();

  /** Puts one of the test's product into the cart and stands before the payment. */
  async function toCheckout(price = '$14.50'): Promise<void> {
    await open(`/products/${shelf.sku}`);
    await page.getByRole('button', { name: /^Add/ }).click();
    await page.getByRole('link', { name: /^Cart/ }).first().click();
    await page.getByRole('button', { name: `Buy for ${price}` }).waitFor();
  }

  it('signs in with the keyboard alone, and is led back to where they came from', async () => {
    await open('/cart');
    await page.getByRole('heading', { name: 'Your cart is empty' }).waitFor();
    await open('/orders');
    await page.getByRole('main').getByRole('link', { name: 'Log in' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/login\?next=%2Forders/);
    await tabTo(page, /^Username/);
    await page.keyboard.type('shopper001');
    await page.keyboard.press('Tab');
    await page.keyboard.type('not my password');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').innerText()).toMatch(/No account has this name and password/);
    await page.keyboard.type('shopper123');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${topology.url}/orders`);
    await page.getByRole('heading', { name: 'No orders yet' }).waitFor();
  });

  it('finds a product by a word, opens it, and sees its stock change without a reload', async () => {
    await open('/');
    await page.getByLabel('Search').fill(shelf.sku);
    await page.getByRole('link', { name: shelf.name }).click();
    await page.waitForURL(`**/products/${shelf.sku}`);
    await page.getByText('20 in stock').first().waitFor();
    // The shelf is nudged until the page has moved once: from then on its stream stands.
    const shown = () =>
      page
        .getByText('21 in stock')
        .first()
        .waitFor({ timeout: 400 })
        .then(
          () => true,
          () => false,
        );
    await eventually(async () => {
      await adjust(admin, shelf, 1);
      const moved = await shown();
      await adjust(admin, shelf, -1);
      return moved;
    });
    await page.getByText('20 in stock').first().waitFor();
  });

  it('buys it and watches the order until it is confirmed, with a receipt', async () => {
    await toCheckout();
    await page.getByRole('button', { name: /^Buy for/ }).click();
    await page.waitForURL(/\/orders\/[\w-]+$/);
    await saga('SALE_CONFIRMED');
    expect(await page.getByText('Your order is confirmed. Thank you!').count()).toBeGreaterThan(0);
    for (const [name, words] of [
      ['verify-stock', 'Everything is there'],
      ['reserve-stock', 'Set aside for you'],
      ['process-payment', 'Paid'],
      ['confirm-order', 'Yours'],
    ] as const)
      expect(await step(name)).toContain(words);
    await page.getByRole('heading', { name: 'Receipt' }).waitFor();
    await page.getByRole('link', { name: 'Cart', exact: true }).first().waitFor();
    expect((await readStock(admin, shelf.productId, shelf.storeId)).onHand).toBe(19);
  });

  it('reads in words what is taken back when the bank declines the card', async () => {
    await toCheckout();
    await page.getByLabel(/the bank declines it/).check();
    await page.getByRole('button', { name: /^Buy for/ }).click();
    await saga('COMPENSATED');
    expect(await page.locator('[data-saga-state]').innerText()).toMatch(/you have paid nothing/);
    expect(await step('reserve-stock')).toContain('Back on the shelf');
    expect(await step('process-payment')).toContain('Not paid');
    expect(await step('confirm-order')).toContain('Not done');
    await page.getByText('Everything that happened').click();
    await page.getByText('We are putting your things back on the shelf.').waitFor();
    expect(await readStock(admin, shelf.productId, shelf.storeId)).toEqual({ onHand: 19, reserved: 0, available: 19 });
  });

  it('is asked again when a price has changed meanwhile, and buys nothing until then', async () => {
    await toCheckout();
    await admin.data('mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { __typename } }', {
      input: { id: shelf.productId, price: { amountMinor: 1_500, currency: 'CAD' } },
    });
    await page.getByRole('button', { name: 'Buy for $14.50' }).click();
    await page.getByText('Look at the prices again').waitFor();
    await page.getByText('It was $14.50 when you put it here.').waitFor();
    await page.getByRole('button', { name: 'Buy for $15.00' }).click();
    await saga('SALE_CONFIRMED');
    expect((await readStock(admin, shelf.productId, shelf.storeId)).onHand).toBe(18);
  });

  it('finds all orders in a list, the newest first', async () => {
    await page.getByRole('link', { name: 'Orders' }).first().click();
    await page
      .getByRole('link', { name: /^Order \d+/ })
      .nth(2)
      .waitFor();
    const rows = await page.getByRole('main').getByRole('listitem').allInnerTexts();
    expect(rows.map((row) => /Confirmed|Not made/.exec(row)?.[0])).toEqual(['Confirmed', 'Not made', 'Confirmed']);
  });

  it('is still signed in after a reload, and no token lies where scripts could find it', async () => {
    await page.reload();
    await page
      .getByRole('link', { name: /^Order \d+/ })
      .first()
      .waitFor();
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(kept).not.toMatch(/eyJ|Bearer|refresh/);
  });

  it('keeps what was in the cart for this person and this store only', async () => {
    await toCheckout('$15.00');
    await page.getByLabel('Store').first().selectOption(shelf.otherStoreId);
    await page.getByRole('heading', { name: 'Your cart is empty' }).waitFor();
    await page.getByLabel('Store').first().selectOption(shelf.storeId);
    await page.getByRole('button', { name: `Remove ${shelf.name}` }).click();
    await page.getByRole('heading', { name: 'Your cart is empty' }).waitFor();
  });

  it('finds its order again, without a reload, after the whole shop was killed in the middle of it', async () => {
    await toCheckout('$15.00');
    await page.getByLabel(/takes two seconds/).check();
    await page.getByRole('button', { name: /^Buy for/ }).click();
    await saga('PAYMENT_PROCESSING');
    for (const pid of Object.values(topology.processes())) process.kill(pid, 'SIGKILL');
    const banner = page.getByText('Reconnecting; what you see may be out of date');
    await banner.waitFor();
    await topology.restart();
    await saga('SALE_CONFIRMED');
    await banner.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Receipt' }).waitFor();
    // Connections that were refused meanwhile are no faults of the page.
    watched.faults.length = 0;
  }, 120_000);

  it.each([
    ['a desk', DESKTOP],
    ['a phone', PHONE],
  ])(
    'can use every page on %s, whatever they use to read it',
    async (_, viewport) => {
      await page.setViewportSize(viewport);
      const { sales } = await (
        await topology.shopper(1)
      ).data<{ sales: { edges: { node: { id: string } }[] } }>('{ sales(first: 1) { edges { node { id } } } }');
      for (const path of [
        '/',
        '/?q=nothing+like+it',
        `/products/${shelf.sku}`,
        '/cart',
        '/orders',
        `/orders/${sales.edges[0]?.node.id}`,
        '/profile',
        '/nowhere',
      ]) {
        await open(path);
        await page.locator('main').getByRole('heading').first().waitFor();
        await page.locator('main [role=status] [aria-hidden]').waitFor({ state: 'detached' });
        expect({ path, overhang: await overhang(page), violations: await violations(page) }).toEqual({
          path,
          overhang: 0,
          violations: [],
        });
      }
      await page.setViewportSize(DESKTOP);
    },
    90_000,
  );

  it('logs out everywhere in this browser', async () => {
    const other = await context.newPage();
    await other.goto(`${topology.url}/orders`);
    await other
      .getByRole('link', { name: /^Order \d+/ })
      .first()
      .waitFor();
    await open('/profile');
    await page.getByRole('main').getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('link', { name: 'Log in' }).first().waitFor();
    await other.getByRole('heading', { name: 'Log in to see this' }).waitFor();
    await other.close();
    for (const path of ['/login', '/register']) {
      await open(path);
      await page.getByRole('button').first().waitFor();
      expect({ path, violations: await violations(page) }).toEqual({ path, violations: [] });
    }
  });

  it('has met no fault in any script, no other host, and nothing that the list of operations leaves out', async () => {
    expect(watched.faults).toEqual([]);
    expect(watched.foreign).toEqual([]);
    const listed = await listedOperations(topology.url);
    expect(watched.operations.size).toBeGreaterThan(10);
    expect([...watched.operations].filter((sent) => !listed.includes(sent))).toEqual([]);
  });

  it('finds GraphiQL without a network', async () => {
    const graphiql = await context.newPage();
    const { faults, foreign } = watch(graphiql, topology.url);
    await graphiql.goto(`${topology.url}/graphiql`);
    await graphiql.locator('.graphiql-query-editor .CodeMirror').first().waitFor();
    await graphiql.getByRole('button', { name: /Execute/ }).click();
    await graphiql.getByText('"products"').first().waitFor();
    expect({ faults, foreign }).toEqual({ faults: [], foreign: [] });
    await graphiql.close();
  });

  it('leaves while the shop is away, and is told that it does not know', async () => {
    await logIn(page, topology.url, 'shopper001', 'shopper123');
    const leave = page.getByRole('button', { name: 'Log out' });
    await leave.waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await leave.click();
    await page.getByRole('alert').getByText('the shop could not be told').waitFor();
    await page.unroute('**/graphql');
  });
});
