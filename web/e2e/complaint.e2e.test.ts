import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually, type TestClient } from '@comptoir/testing';
import { buy, follow, stockedProduct, type Shelf } from '../../system/e2e/operations.ts';
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
  tamper,
  tellIfSkipped,
  violations,
  type Person,
} from './browser.ts';

tellIfSkipped('complaints in the browser');

(CHROMIUM ? describe : describe.skip)('a customer and an agent in their browsers', () => {
  let topology: Topology;
  let browser: Browser;
  let client: TestClient;
  let customer: Person;
  let agent: Person;
  let admin: Person;
  let shelf: Shelf;
  let saleId: string;
  let complaintPath: string;

  async function signedIn(username: string, password: string): Promise<Person> {
    const person = await openPerson(browser, topology.url, 15_000);
    await logIn(person.page, topology.url, username, password);
    return person;
  }
  const status = ({ page }: Person, name: string) => page.locator(`[data-complaint-status=${name}]`).waitFor();

  beforeAll(async () => {
    buildApp();
    browser = await launch();
    topology = await startTopology('system');
    client = await topology.shopper(1);
    shelf = await stockedProduct(await topology.person('admin'), 20, 1_450);
    const lines = [{ productId: shelf.productId, quantity: 2 }];
    const bought = await buy(client, { storeId: shelf.storeId, lines });
    await follow(client, bought.sagaId);
    saleId = bought.saleId;
    customer = await signedIn('shopper001', 'shopper123');
    agent = await signedIn('agent', 'agent123');
    admin = await signedIn('admin', 'admin123');
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await topology?.stop();
  }, 60_000);

  it('complain from the page of an order, once, though the first answer is lost and the words are others then', async () => {
    const { page } = customer;
    await agent.page.goto(`${topology.url}/desk`);
    await agent.page.locator('[data-complaint]').first().waitFor();
    await page.goto(`${topology.url}/orders/${saleId}`);
    await page.getByRole('link', { name: 'Complain' }).click();
    await page.getByLabel('In one line').fill('The handle is broken');
    await page.getByLabel('What happened?').fill('It fell off at the first tea.');
    await page.getByLabel('How urgent is it?').selectOption('HIGH');
    await page.getByLabel('What would make it right?').selectOption('REFUND');
    const first = await tamper(page, { name: 'FileComplaint' }, () => ({ status: 408, body: '' }));
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('What happened?').fill('It fell off at the second tea.');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.waitForURL(/\/complaints\/[\w-]{36}$/);
    await page.getByText('You complained.').waitFor();
    complaintPath = new URL(page.url()).pathname;
    expect(first.answer).toContain(complaintPath.slice('/complaints/'.length));
    await page.getByText('Your complaint had reached us already').waitFor();
    await page.getByText('It fell off at the first tea.').waitFor();
    expect(await page.getByLabel('Say something').inputValue()).toBe('It fell off at the second tea.');
  });

  it('find it by its number, and are told of a list that is behind what was done', async () => {
    const { page } = agent;
    const rows = page.locator('[data-complaint]');
    const row = rows.filter({ hasText: 'The handle is broken' });
    const number = await row.getAttribute('data-complaint');
    await page.getByLabel('Number').fill(`No. ${number}`);
    await page.waitForURL(`${topology.url}/desk?number=${number}`);
    await eventually(async () => (await rows.count()) === 1);
    await page.getByLabel('Status', { exact: true }).selectOption('OPEN');
    await row.waitFor();
    const tellsOfDeed = ({ minPosition }: Record<string, unknown>) => Number(minPosition) > 0;
    await tamper(page, { name: 'Desk', fits: tellsOfDeed }, (answer) => ({
      status: 200,
      body: answer.replace('"stale":false', '"stale":true'),
    }));
    await row.getByRole('button', { name: 'Assign to me' }).click();
    const behind = page.getByText('is not in this list yet');
    await behind.waitFor();
    await row.waitFor({ state: 'detached' });
    await behind.waitFor({ state: 'detached' });
    await page.getByLabel('Status', { exact: true }).selectOption('');
  });

  it('have it given to another agent, and back, by an admin', async () => {
    const { page } = admin;
    await page.goto(`${topology.url}${complaintPath}`);
    const holder = page.getByLabel(/^With: complaint/);
    const name = await holder.locator('option:checked').textContent();
    await page.getByRole('button', { name: /^Assign to me/ }).click();
    await page.getByText('You took it on.').waitFor();
    await holder.selectOption({ label: name ?? '' });
    await page.getByText(`You gave it to ${name}.`).waitFor();
    await status(customer, 'ASSIGNED');
  });

  it('see it on the desk without a reload, and every step of it in the timeline', async () => {
    const row = agent.page.getByRole('listitem').filter({ hasText: 'The handle is broken' });
    await status(customer, 'ASSIGNED');
    await customer.page.getByText('Somebody at the shop took it on.').first().waitFor();
    await row.getByRole('button', { name: 'Start work' }).click();
    await status(customer, 'IN_PROGRESS');
    await customer.page.getByLabel('Say something').fill('The cup is whole.');
    await customer.page.getByRole('button', { name: 'Send' }).click();
    await row.getByRole('link', { name: /^Resolve/ }).click();
    await agent.page.getByText('The cup is whole.').waitFor();
    await agent.page.locator('#decide:focus').waitFor();
    expect(await agent.page.getByRole('button', { name: 'Close the complaint' }).count()).toBe(0);
  });

  it('settle it with one of two units, and close it content', async () => {
    const { page } = agent;
    await page.getByLabel('How is it settled?').selectOption('REFUND');
    await page.getByLabel(/of 2$/).fill('1');
    await page.getByLabel('What do you tell the customer?').fill('You get the money back for it.');
    await page.getByRole('button', { name: 'Resolve' }).click();
    await status(agent, 'RESOLVED');
    await customer.page.locator('[data-timeline=RESOLUTION_COMPLETED]').waitFor({ timeout: 30_000 });
    await admin.page.goto(`${topology.url}/desk?status=RESOLVED`);
    const settled = admin.page.getByRole('listitem').filter({ hasText: 'The handle is broken' });
    await settled.getByRole('link', { name: /^Close/ }).click();
    await admin.page.locator('#close:focus').waitFor();
    await customer.page.getByLabel('How content are you?').selectOption('5');
    await customer.page.getByRole('button', { name: 'Close the complaint' }).click();
    await status(agent, 'CLOSED');
    await page.getByText(/closed it: very content/).waitFor();
  }, 60_000);

  it('are told of it by the bell, and led to the complaint', async () => {
    const { page } = customer;
    await page.getByRole('link', { name: /^Notifications, \d+ unread/ }).click();
    const unread = page.getByRole('button', { name: /^Mark as read/ });
    await unread.nth(2).waitFor();
    const markAll = page.getByRole('button', { name: 'Mark all as read' });
    // What comes in that moment stays unread, and is read with the next press; the button goes once nothing is left.
    await eventually(async () => {
      if (await markAll.isVisible()) await markAll.click({ timeout: 1_000 }).catch(() => {});
      const silent = await page.getByRole('link', { name: 'Notifications', exact: true }).isVisible();
      return silent && (await unread.count()) === 0;
    });
    await page.locator(`main a[href="${complaintPath}"]`).first().click();
    await status(customer, 'CLOSED');
  });

  it('ask for a refund, which the office approves: the order shows it live, and the bell tells of it', async () => {
    const { page } = customer;
    await page.goto(`${topology.url}/orders/${saleId}`);
    // To a page that nobody looks at nothing comes but what comes by itself.
    await page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true }));
    await page.getByRole('button', { name: 'Ask for a refund' }).click();
    await page.getByLabel('Why?').fill('One mug is one too few.');
    await page.getByRole('button', { name: 'Ask for a refund' }).click();
    const refunds = page.getByRole('region', { name: 'Refunds' });
    await refunds.getByText('To be decided').waitFor();
    await admin.page.goto(`${topology.url}/admin/refunds`);
    const row = admin.page.getByRole('listitem').filter({ hasText: 'One mug is one too few.' });
    await row.getByRole('button', { name: /^Approve/ }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /^Notifications, \d+ unread/ }).waitFor({ timeout: 30_000 });
    await refunds.getByText('Paid', { exact: true }).nth(1).waitFor();
    await page.getByText('2 refunded').waitFor();
  }, 60_000);

  it('let an order go on that waits for a person', async () => {
    const { page } = admin;
    const lines = [{ productId: shelf.productId, quantity: 1 }];
    await buy(client, { storeId: shelf.storeId, lines, simulate: 'FAIL_COMPENSATION' });
    await page.goto(`${topology.url}/admin/sagas?show=parked`);
    await eventually(
      async () => {
        await page.reload();
        return page
          .getByRole('button', { name: /^Let it go on/ })
          .waitFor({ timeout: 2_000 })
          .then(
            () => true,
            () => false,
          );
      },
      { within: 40_000 },
    );
    await page
      .getByRole('link', { name: /^Order \d+/ })
      .first()
      .click();
    await page.waitForURL(/\/sagas\/[\w-]{36}$/);
    await page.getByRole('button', { name: 'Let it go on' }).click();
    await page.locator('[data-saga-state=COMPENSATED]').waitFor({ timeout: 30_000 });
  }, 90_000);

  it.each([
    ['a desk', DESKTOP],
    ['a phone', PHONE],
  ])(
    'can use every page of it on %s',
    async (_, viewport) => {
      const pages: [Person, string[]][] = [
        [customer, ['/complaints', '/complaints/new', complaintPath, '/notifications']],
        [agent, ['/desk', '/desk?status=OPEN&mine=yes', complaintPath]],
        [admin, ['/admin', '/admin/sagas?show=ended', '/admin/refunds', '/admin/dead-letters', '/admin/audit']],
      ];
      for (const [{ page }, paths] of pages) {
        await page.setViewportSize(viewport);
        for (const path of paths) {
          await page.goto(`${topology.url}${path}`);
          await page.locator('main').getByRole('heading').first().waitFor();
          await page.locator('main [role=status] [aria-hidden]').waitFor({ state: 'detached' });
          expect({ path, overhang: await overhang(page), violations: await violations(page) }).toEqual({
            path,
            overhang: 0,
            violations: [],
          });
        }
      }
    },
    90_000,
  );

  it('meet no fault in any script, and send nothing that the list of operations leaves out', async () => {
    const listed = await listedOperations(topology.url);
    for (const { watched } of [customer, agent, admin]) {
      expect({ faults: watched.faults, foreign: watched.foreign }).toEqual({ faults: [], foreign: [] });
      expect([...watched.operations].filter((sent) => !listed.includes(sent))).toEqual([]);
    }
  });
});
