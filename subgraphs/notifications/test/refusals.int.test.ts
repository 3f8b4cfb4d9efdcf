import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSmtpServer, type Step, type TestSmtp } from '@comptoir/testing/smtp-server';
import { smtpMailer } from '../src/infrastructure/smtp-mailer.ts';

let smtp: TestSmtp;
let mailer: ReturnType<typeof smtpMailer>;
beforeAll(async () => {
  smtp = await startSmtpServer();
  mailer = smtpMailer({ smtpUrl: smtp.url, mailFrom: 'shop@shop.test' });
});
afterEach(() => smtp.refuseNothing());
afterAll(async () => {
  mailer.close();
  await smtp.close();
});

const mail = { messageId: 'x', to: { name: 'Ada', address: 'ada@people.test' }, subject: 'S', text: 'T', html: 'H' };

describe('a mail server that refuses', () => {
  it.each<[Step, string, string]>([
    ['RCPT', '550 5.1.1 no such mailbox', 'MAIL_REFUSED 550'],
    ['DATA', '554 5.7.1 not for this recipient', 'MAIL_REFUSED 554'],
    ['TEXT', '554 5.6.0 not such a text', 'MAIL_REFUSED 554'],
  ])('what is said of one mail is final: %s %s', async (step, answer, error) => {
    smtp.refuse(step, answer);
    expect(await mailer.send(mail)).toEqual({ error, permanent: true });
  });

  it.each<[Step, string, string]>([
    ['MAIL', '530 5.7.0 Authentication required', 'SENDER_REFUSED 530'],
    ['MAIL', '550 5.1.8 sender domain does not exist', 'SENDER_REFUSED 550'],
    ['MAIL', '503 5.5.1 bad sequence of commands', 'SENDER_REFUSED 503'],
    ['MAIL', '451 4.3.0 later', 'SENDER_REFUSED 451'],
    ['RCPT', '450 4.2.1 mailbox busy', 'MAIL_REFUSED 450'],
    ['DATA', '451 4.3.0 later', 'MAIL_REFUSED 451'],
    ['TEXT', '452 4.3.1 no room', 'MAIL_REFUSED 452'],
  ])('what it says of every mail, or for now, is tried again: %s %s', async (step, answer, error) => {
    smtp.refuse(step, answer);
    expect(await mailer.send(mail)).toEqual({ error, permanent: false });
    smtp.refuseNothing();
    expect(await mailer.send(mail)).toBeNull();
  });
});
