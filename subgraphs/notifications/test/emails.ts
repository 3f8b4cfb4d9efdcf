import { startSmtpServer } from '@comptoir/testing/smtp-server';
import { addressOf, saleEvent, startNotifications, type Loose, type TestPerson } from './harness.ts';

const FIELDS = 'notificationId user { id } type language subject text html status attempts error sentAt nextAttemptAt';
export const EMAILS = `query ($first: Int, $after: String, $filter: EmailDeliveryFilter) {
  emailDeliveries(first: $first, after: $after, filter: $filter) {
    edges { node { ${FIELDS} } } pageInfo { hasNextPage endCursor } } }`;
export const RESEND = `mutation ($id: ID!) { resendNotification(input: { notificationId: $id }) {
  __typename ... on ResendNotificationSuccess { delivery { ${FIELDS} } } ... on Problem { code message } } }`;

export const nodes = (page: Loose): Loose[] => (page.edges as unknown as { node: Loose }[]).map(({ node }) => node);

/** Notifications that send e-mails to a server that judges them, and an admin who reads what became of each. */
export async function startEmails() {
  const smtp = await startSmtpServer();
  const system = await startNotifications({ smtpUrl: smtp.url });
  const admin = system.person('ADMIN');
  const emailsOf = async ({ id }: TestPerson) => nodes(await admin.value(EMAILS, { filter: { userId: id } }));
  const mailsTo = ({ id }: TestPerson) => smtp.to(addressOf(id));
  const of = async (person: TestPerson) =>
    (await system.recorded(person.id)).filter(({ data }) => data.channel === 'EMAIL');

  async function anOrder(person = system.person(), of = system): Promise<TestPerson> {
    await of.deliver(saleEvent('SaleConfirmed', person.id));
    return person;
  }

  return {
    ...{ smtp, system, admin, emailsOf, mailsTo, of, anOrder },
    async stop() {
      await system.dispose();
      await smtp.close();
    },
  };
}
