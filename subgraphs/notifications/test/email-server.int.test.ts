import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { registry } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { smtpMailer } from '../src/infrastructure/smtp-mailer.ts';
import { nodes, RESEND, startEmails } from './emails.ts';
import { addressOf, startNotifications, type Loose } from './harness.ts';

type Emails = Awaited<ReturnType<typeof startEmails>>;
let emails: Emails;
let { smtp, system, admin, emailsOf, mailsTo, of, anOrder } = {} as Emails;
beforeAll(async () => {
  emails = await startEmails();
  ({ smtp, system, admin, emailsOf, mailsTo, of, anOrder } = emails);
}, 60_000);
afterAll(() => emails.stop());
beforeEach(() => smtp.judge(() => 'take'));

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
