import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { KINDS } from '../src/domain/kinds.ts';
import { deleteOldEmails } from '../src/infrastructure/housekeeping.ts';
import { EMAILS, nodes, RESEND, startEmails } from './emails.ts';
import { addressOf, eventsOfEveryKind, saleEvent, startNotifications, type Loose, type TestPerson } from './harness.ts';

type Emails = Awaited<ReturnType<typeof startEmails>>;
let emails: Emails;
let { smtp, system, admin, emailsOf, mailsTo, anOrder } = {} as Emails;
beforeAll(async () => {
  emails = await startEmails();
  ({ smtp, system, admin, emailsOf, mailsTo, anOrder } = emails);
}, 60_000);
afterAll(() => emails.stop());
beforeEach(() => smtp.judge(() => 'take'));
afterEach(() => system.usersAreAway(false));

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

  it('of what happened more than a week ago is kept, and goes out only where an admin wants it', async () => {
    const person = system.person();
    const occurredAt = new Date(Date.now() - 8 * 86_400_000).toISOString();
    await system.deliver({ ...saleEvent('SaleConfirmed', person.id), occurredAt });
    await system.send();
    const [{ notificationId: id, ...kept } = {} as Loose] = await emailsOf(person);
    expect([kept, mailsTo(person)]).toMatchObject([{ status: 'PENDING', attempts: 0, nextAttemptAt: null }, []]);
    await admin.value(RESEND, { id });
    await system.send();
    expect(mailsTo(person)).toHaveLength(1);
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
