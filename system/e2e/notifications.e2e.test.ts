import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type TestClient } from '@comptoir/testing';
import { startSmtpServer, type TestSmtp } from '@comptoir/testing/smtp-server';
import { buy, follow, stockedProduct } from './operations.ts';
import { startTopology, type Topology } from './topology.ts';

type Told = { type: string; title: string; link: string };
type Inbox = { notifications: { edges: { node: Told }[] } };
type Emails = { emailDeliveries: { edges: { node: { status: string; text: string; user: { email: string } } }[] } };

describe('notifications, on the fleet topology', () => {
  let smtp: TestSmtp;
  let fleet: Topology;
  let admin: TestClient;
  let shopper: TestClient;
  beforeAll(async () => {
    smtp = await startSmtpServer();
    const mail = { SMTP_URL: smtp.url, PUBLIC_URL: 'https://shop.test' };
    fleet = await startTopology('fleet', { TEST_SHOPPERS: '1', ...mail });
    [admin, shopper] = await Promise.all([fleet.person('admin'), fleet.shopper(1)]);
  }, 180_000);
  afterAll(async () => {
    await fleet?.stop();
    await smtp.close();
  }, 60_000);

  it('an order is told live, in the inbox and by e-mail, in the language of the shopper; a shelf that fell low to those who look after it', async () => {
    await shopper.data(
      'mutation { updateNotificationPreferences(input: { language: FR }) { ... on UpdateNotificationPreferencesSuccess { preferences { language } } } }',
    );
    const { me } = await shopper.data<{ me: { id: string; email: string } }>('{ me { id email } }');
    const live = shopper.subscribe<Told>('subscription { notificationReceived { type title link } }');
    const first = live.next();
    const shelf = await stockedProduct(admin, 10);
    const { sagaId, saleId } = await buy(shopper, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 1 }],
    });
    await follow(shopper, sagaId);
    expect((await first).value).toMatchObject({ type: 'SALE_CONFIRMED', link: `/orders/${saleId}` });
    await live.return(undefined);

    const [mail] = await eventually(() => (smtp.to(me.email).length > 0 ? smtp.to(me.email) : null), {
      within: 20_000,
      what: 'the e-mail to come',
    });
    expect(mail?.subject).toMatch(/^La commande \d+ est confirmée$/);
    expect(mail?.text).toContain(`https://shop.test/orders/${saleId}`);
    const { emailDeliveries } = await eventually(
      async () => {
        const emails = await admin.data<Emails>(
          `{ emailDeliveries(filter: { userId: "${me.id}" }) { edges { node { status text user { email } } } } }`,
        );
        return emails.emailDeliveries.edges[0]?.node.status === 'SENT' && emails;
      },
      { what: 'the e-mail to be counted as sent' },
    );
    expect(emailDeliveries.edges).toEqual([
      { node: { status: 'SENT', text: expect.stringContaining('Bonjour'), user: { email: me.email } } },
    ]);
    await eventually(
      async () => {
        const { notifications } = await admin.data<Inbox>(
          '{ notifications(first: 10) { edges { node { type title link } } } }',
        );
        return notifications.edges.some(
          ({ node }) => node.type === 'LOW_STOCK' && node.link.startsWith('/products/E2E-'),
        );
      },
      { what: 'the admin to be told that a shelf fell low' },
    );
  }, 60_000);
});
