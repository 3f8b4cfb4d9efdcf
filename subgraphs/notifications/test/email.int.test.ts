import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { uuidv7 } from '@comptoir/kit';
import { registry } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { KINDS } from '../src/domain/kinds.ts';
import { deleteOldEmails } from '../src/infrastructure/housekeeping.ts';
import { smtpMailer } from '../src/infrastructure/smtp-mailer.ts';
import {
  addressOf,
  eventsOfEveryKind,
  saleEvent,
  startNotifications,
  type Loose,
  type TestNotifications,
  type TestPerson,
} from './harness.ts';
import { startSmtpServer, type TestSmtp } from '@comptoir/testing/smtp-server';

let smtp: TestSmtp;
let system: TestNotifications;
let admin: TestPerson;
beforeAll(async () => {
  smtp = await startSmtpServer();
  system = await startNotifications({ smtpUrl: smtp.url });
  admin = system.person('ADMIN');
}, 60_000);
afterAll(async () => {
  await system.dispose();
  await smtp.close();
});
beforeEach(() => smtp.judge(() => 'take'));
afterEach(() => system.usersAreAway(false));

const FIELDS = 'notificationId user { id } type language subject text html status attempts error sentAt nextAttemptAt';
const EMAILS = `query ($first: Int, $after: String, $filter: EmailDeliveryFilter) {
  emailDeliveries(first: $first, after: $after, filter: $filter) {
    edges { node { ${FIELDS} } } pageInfo { hasNextPage endCursor } } }`;
const RESEND = `mutation ($id: ID!) { resendNotification(input: { notificationId: $id }) {
  __typename ... on ResendNotificationSuccess { delivery { ${FIELDS} } } ... on Problem { code message } } }`;

const nodes = (page: Loose): Loose[] => (page.edges as unknown as { node: Loose }[]).map(({ node }) => node);
const emailsOf = async ({ id }: TestPerson) => nodes(await admin.value(EMAILS, { filter: { userId: id } }));
const mailsTo = ({ id }: TestPerson) => smtp.to(addressOf(id));
const of = async (person: TestPerson) =>
  (await system.recorded(person.id)).filter(({ data }) => data.channel === 'EMAIL');

async function anOrder(person = system.person(), of = system): Promise<TestPerson> {
  await of.deliver(saleEvent('SaleConfirmed', person.id));
  return person;
}

describe('an e-mail', () => {
  const languages = ['EN', 'FR'] as const;
  it.each(languages)('of every kind comes in the language of the person: %s', async (language) => {
    const [person, storeId] = [system.person('MANAGER'), uuidv7()];
    system.staff.set(storeId, [person.id]);
    await person.value(`mutation { updateNotificationPreferences(input: { language: ${language} }) { __typename } }`);
    const events = eventsOfEveryKind(person.id, storeId);
    for (const event of Object.values(events)) await system.deliver(event);
    await system.send();
    const inbox = nodes(await person.value('{ notifications(first: 50) { edges { node { title body link } } } }'));
    expect(inbox).toHaveLength(Object.keys(KINDS).length);
    const mails = mailsTo(person);
    expect(mails.map(({ subject }) => subject).sort()).toEqual(inbox.map(({ title }) => String(title)).sort());
    for (const { title, body, link } of inbox) {
      const mail = mails.find(({ subject }) => subject === String(title));
      expect(mail?.text).toContain(`${language === 'EN' ? 'Hello' : 'Bonjour'} Ada,`);
      expect(mail?.text).toContain(String(body));
      expect(mail?.text).toContain(`https://shop.test${String(link)}`);
      expect(mail?.html).toContain(`<html lang="${language.toLowerCase()}">`);
    }
  });

  it('says in HTML what it says in text, with nothing in it that is not text', async () => {
    const [person, storeId] = [system.person('MANAGER'), uuidv7()];
    system.staff.set(storeId, [person.id]);
    system.contacts.set(person.id, { email: addressOf(person.id), displayName: '<b>Eve</b>, "x" <e@evil.test>' });
    const lowStock = eventsOfEveryKind(person.id, storeId)['low-stock'];
    if (lowStock) await system.deliver(lowStock);
    await system.send();
    const [mail, ...more] = mailsTo(person);
    expect(more).toEqual([]);
    expect(mail?.text).toContain('Mug <blue> (8)');
    expect(mail?.html).toContain('Mug &lt;blue&gt; (8)');
    expect(mail?.html).toContain('Hello &lt;b&gt;Eve&lt;/b&gt;');
    const [shown] = await emailsOf(person);
    expect(shown).toMatchObject({ subject: mail?.subject, text: expect.stringContaining('Mug <blue> (8)') });
    expect(String(shown?.html).trim()).toBe(mail?.html);
  });

  it('is sent once, however often its event comes and however many workers send', async () => {
    const people = Array.from({ length: 40 }, () => system.person());
    const events = people.map(({ id }) => saleEvent('SaleConfirmed', id));
    await Promise.all([system.deliver(...events), system.deliver(...events)]);
    await system.deliver(...events);
    const another = system.anotherWorker();
    await system.send();
    for (const job of another.periodic) await job.run();
    for (const person of people) {
      expect(mailsTo(person)).toHaveLength(1);
      expect(await system.recorded(person.id)).toMatchObject([
        { type: 'NotificationSent', version: 1, data: { channel: 'IN_APP', type: 'SALE_CONFIRMED' } },
        { type: 'NotificationSent', version: 2, data: { channel: 'EMAIL', type: 'SALE_CONFIRMED' } },
      ]);
    }
    expect(await emailsOf(people[0] as TestPerson)).toMatchObject([
      { status: 'SENT', attempts: 1, error: null, nextAttemptAt: null, user: { id: people[0]?.id } },
    ]);
  });

  it('waits for the next run where very many are due, so that a worker that is to stop can', async () => {
    const busy = await startNotifications({ smtpUrl: smtp.url });
    await busy.deliver(...Array.from({ length: 330 }, () => saleEvent('SaleConfirmed', uuidv7())));
    const left = async () =>
      (await busy.pool.query(`SELECT FROM email_delivery WHERE status = 'PENDING' AND attempts = 0`)).rowCount;
    await busy.send();
    expect(await left()).toBe(10);
    await busy.send();
    expect(await left()).toBe(0);
    await busy.dispose();
  });

  it('is looked for page by page, by status and person', async () => {
    const person = system.person();
    for (let i = 0; i < 3; i += 1) await anOrder(person);
    const filter = { userId: person.id, status: 'PENDING' };
    const first = await admin.value(EMAILS, { first: 2, filter });
    const rest = await admin.value(EMAILS, { first: 2, filter, after: first.pageInfo?.endCursor });
    const ids = [...nodes(first), ...nodes(rest)].map(({ notificationId }) => String(notificationId));
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect([ids.length, first.pageInfo?.hasNextPage, rest.pageInfo?.hasNextPage]).toEqual([3, true, false]);
    expect(nodes(await admin.value(EMAILS, { filter: { userId: person.id, status: 'FAILED' } }))).toEqual([]);
    expect(nodes(await admin.value(EMAILS, { filter: { userId: 'no-id' } }))).toEqual([]);
    expect((await admin.ask(EMAILS, { after: 'x' })).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    await system.send();
  });
});

describe('a server that does not take an e-mail', () => {
  it('is tried with longer and longer pauses, then it has failed; an admin has it sent again', async () => {
    const person = await anOrder();
    smtp.judge(() => 'busy');
    const pauses: number[] = [];
    for (let tries = 1; tries <= 7; tries += 1) {
      await system.send();
      const [email] = await emailsOf(person);
      expect(email).toMatchObject({
        attempts: tries,
        status: tries < 7 ? 'PENDING' : 'FAILED',
        error: 'MAIL_REFUSED 451',
      });
      if (tries === 7) break;
      pauses.push(Date.parse(String(email?.nextAttemptAt)) - Date.now());
      await system.send();
      expect((await emailsOf(person))[0]?.attempts).toBe(tries);
      await system.passTime();
    }
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses[0]).toBeGreaterThan(50_000);
    expect(await of(person)).toMatchObject([
      { type: 'NotificationFailed', version: 2, data: { error: 'MAIL_REFUSED 451', attempts: 7 } },
    ]);

    smtp.judge(() => 'take');
    await system.send();
    expect(mailsTo(person)).toEqual([]);
    const [{ notificationId: id } = {} as Loose] = await emailsOf(person);
    const again = await admin.value(RESEND, { id });
    expect(again.delivery).toMatchObject({ status: 'PENDING', attempts: 0, error: null });
    await system.send();
    expect(mailsTo(person)).toHaveLength(1);
    expect(await of(person)).toMatchObject([{}, { type: 'NotificationSent', version: 3, by: admin.id }]);
    expect(nodes(await person.value('{ notifications { edges { node { id } } } }'))).toHaveLength(1);
  });

  it('because there is no such mailbox has the last word; its words, with the address, are kept nowhere', async () => {
    const person = await anOrder();
    smtp.judge(() => 'refuse');
    await system.send();
    expect(await emailsOf(person)).toMatchObject([{ status: 'FAILED', attempts: 1, error: 'MAIL_REFUSED 550' }]);
    const events = await of(person);
    expect(events).toMatchObject([{ type: 'NotificationFailed', data: { error: 'MAIL_REFUSED 550', attempts: 1 } }]);
    expect(JSON.stringify(events)).not.toContain('@');
  });

  it('because it breaks the connection holds up nothing else', async () => {
    const [unlucky, lucky] = [await anOrder(), await anOrder()];
    smtp.judge((to) => (to === addressOf(unlucky.id) ? 'drop' : 'take'));
    await system.send();
    expect(await emailsOf(unlucky)).toMatchObject([{ status: 'PENDING', attempts: 1, error: 'SERVER_UNREACHABLE' }]);
    expect(smtp.offered.filter((to) => to === addressOf(unlucky.id))).toHaveLength(1);
    expect(mailsTo(lucky)).toHaveLength(1);
    smtp.judge(() => 'take');
    await system.passTime();
    await system.send();
    expect(mailsTo(unlucky)).toHaveLength(1);
  });

  it.each([
    ['LOGIN_REFUSED 535', (url: string) => url.replace('smtp://', 'smtp://shop:wrong@')],
    ['SERVER_UNREACHABLE', () => 'smtp://127.0.0.1:1'],
  ])('because it does not know us or is away is tried again: %s', async (error, urlOf) => {
    const cut = await startNotifications({ smtpUrl: urlOf(smtp.url) });
    const person = await anOrder(cut.person(), cut);
    await cut.send();
    const { rows } = await cut.pool.query('SELECT status, attempts, error FROM email_delivery WHERE user_id = $1', [
      person.id,
    ]);
    expect(rows).toEqual([{ status: 'PENDING', attempts: 1, error }]);
    await cut.dispose();
  });

  it('or took it and could not say so gets it again under the same message id, and is counted once', async () => {
    const person = await anOrder();
    smtp.judge(() => 'take-and-drop');
    await system.send();
    smtp.judge(() => 'take');
    await system.passTime();
    await system.send();
    const [{ notificationId: id } = {} as Loose] = await emailsOf(person);
    expect(mailsTo(person).map(({ messageId }) => messageId)).toEqual([
      `<${String(id)}.1@shop.test>`,
      `<${String(id)}.1@shop.test>`,
    ]);
    expect(await of(person)).toMatchObject([{ type: 'NotificationSent', version: 2 }]);

    await admin.value(RESEND, { id });
    await system.send();
    expect(
      mailsTo(person)
        .map(({ messageId }) => messageId)
        .at(-1),
    ).toBe(`<${String(id)}.2@shop.test>`);
  });

  it('and says nothing is left after a while, well before another worker takes the e-mail', async () => {
    smtp.judge(() => new Promise(() => undefined));
    const mailer = smtpMailer({ smtpUrl: smtp.url, mailFrom: 'shop@shop.test' }, 200);
    const to = { name: 'Ada', address: addressOf(uuidv7()) };
    const mail = { messageId: 'x', to, subject: 'S', text: 'T', html: 'H' };
    expect(await mailer.send(mail)).toEqual({ error: 'SERVER_UNREACHABLE', permanent: false });
    expect(smtp.offered.at(-1)).toBe(to.address);
    mailer.close();
  });

  it('for long loses it to another worker after the lease; of both, one records', async () => {
    const person = await anOrder();
    let answer: (() => void) | undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    smtp.judge(() => answered.then(() => 'take'));
    const slow = system.send();
    await eventually(() => smtp.offered.includes(addressOf(person.id)));
    // While it is in hand nobody else takes it, and sending it again is left to whoever has it.
    const [{ notificationId: id } = {} as Loose] = await emailsOf(person);
    await admin.value(RESEND, { id });
    smtp.judge(() => 'take');
    await system.send();
    expect(mailsTo(person)).toEqual([]);

    await system.passTime();
    await system.send();
    expect(mailsTo(person)).toHaveLength(1);
    answer?.();
    await slow;
    expect(mailsTo(person)).toHaveLength(2);
    expect(new Set(mailsTo(person).map(({ messageId }) => messageId)).size).toBe(1);
    expect(await of(person)).toHaveLength(1);
    expect(await emailsOf(person)).toMatchObject([{ status: 'SENT', attempts: 2 }]);
  });
});

describe('an address', () => {
  it('that cannot be asked for costs no try', async () => {
    const person = await anOrder();
    system.usersAreAway(true);
    await expect(system.send()).rejects.toThrow('not available');
    system.usersAreAway(false);
    expect(await emailsOf(person)).toMatchObject([{ status: 'PENDING', attempts: 0 }]);
    await system.passTime();
    await system.send();
    expect(mailsTo(person)).toHaveLength(1);
  });

  it('that is not there any more ends it', async () => {
    const person = await anOrder();
    system.contacts.set(person.id, null);
    await system.send();
    expect(await emailsOf(person)).toMatchObject([{ status: 'FAILED', error: 'NO_ADDRESS' }]);
  });

  it('is where the text is shown to admins only, which is null while users is away', async () => {
    const person = await anOrder();
    system.usersAreAway(true);
    const { data, errors } = await admin.ask(EMAILS, { filter: { userId: person.id } });
    expect(errors.length).toBe(2);
    expect(nodes(data.emailDeliveries as Loose)).toMatchObject([{ text: null, html: null, status: 'PENDING' }]);
  });
});

describe('resendNotification', () => {
  it('knows only what has an e-mail', async () => {
    for (const id of [randomUUID(), 'no-id'])
      expect(await admin.value(RESEND, { id })).toMatchObject({ __typename: 'NotFoundProblem', code: 'NOT_FOUND' });
  });

  it('asked twice while it waits sends it once', async () => {
    const person = await anOrder();
    await system.send();
    const [{ notificationId: id } = {} as Loose] = await emailsOf(person);
    for (let i = 0; i < 2; i += 1) await admin.value(RESEND, { id });
    await system.send();
    expect(mailsTo(person)).toHaveLength(2);
  });

  it('brings forward what waits for its next try', async () => {
    const person = await anOrder();
    smtp.judge(() => 'busy');
    await system.send();
    smtp.judge(() => 'take');
    const [{ notificationId: id } = {} as Loose] = await emailsOf(person);
    await admin.value(RESEND, { id });
    await system.send();
    expect(mailsTo(person)).toHaveLength(1);
    expect(await emailsOf(person)).toMatchObject([{ status: 'SENT', attempts: 2 }]);
  });
});

describe('without a mail server', () => {
  it('e-mails are kept and can be read, in the language of the chain', async () => {
    const kept = await startNotifications({ language: 'FR' });
    const [person, reader] = [kept.person(), kept.person('ADMIN')];
    await kept.deliver(saleEvent('SaleConfirmed', person.id));
    await kept.send();
    expect(nodes(await reader.value(EMAILS))).toMatchObject([
      {
        ...{ status: 'PENDING', attempts: 0, nextAttemptAt: null, language: 'FR' },
        text: expect.stringContaining('Merci de votre commande.'),
      },
    ]);
    await kept.dispose();
  });
});

describe('e-mails of long ago', () => {
  it('are deleted, but for those that are still to be tried; their notifications stay', async () => {
    const kept = await startNotifications({ smtpUrl: smtp.url });
    const [sent, waiting] = [await anOrder(kept.person(), kept), await anOrder(kept.person(), kept)];
    smtp.judge((to) => (to === addressOf(waiting.id) ? 'busy' : 'take'));
    await kept.send();
    const days = (n: number) => Date.now() + n * 86_400_000;
    expect([await deleteOldEmails(kept.pool, days(89)), await deleteOldEmails(kept.pool, days(91))]).toEqual([0, 1]);
    const { rows } = await kept.pool.query('SELECT user_id FROM email_delivery');
    expect(rows).toEqual([{ user_id: waiting.id }]);
    expect(await sent.value('{ unreadNotificationCount }')).toBe(1);
    await kept.dispose();
  });
});

describe('figures', () => {
  it('count tries by how they ended', async () => {
    const text = await registry.metrics();
    for (const outcome of ['sent', 'retry', 'failed'])
      expect(text).toMatch(
        new RegExp(
          `notification_deliveries_total{service="notifications-test",channel="EMAIL",outcome="${outcome}"} \\d`,
        ),
      );
  });
});
