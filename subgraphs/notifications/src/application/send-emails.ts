import type { Deps, EmailDelivery, Ports } from './ports.ts';
import { composeEmail } from './compose-email.ts';

/** One that a worker has in hand. `attempts` counts this try; another worker that took it over counts on. */
export type ClaimedEmail = Pick<
  EmailDelivery,
  'notificationId' | 'userId' | 'type' | 'language' | 'title' | 'body' | 'link' | 'attempts'
> & { round: number };

/** What became of a try. `error` is a class, never the server's words. */
export type Tried =
  { outcome: 'sent' } | { outcome: 'failed'; error: string } | { outcome: 'retry'; error: string; afterMs: number };

export type Outbox = {
  /** Takes some that are due: nobody else takes them for as long as a try can last. */
  claim(atMost: number): Promise<ClaimedEmail[]>;
  /** Records what became of it, with its event. False: somebody else has it in hand by now, and their record counts. */
  settle(email: ClaimedEmail, tried: Tried): Promise<boolean>;
  /** Gives back what could not even be tried. */
  giveBack(emails: readonly ClaimedEmail[]): Promise<void>;
};

export type OutgoingMail = {
  messageId: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
};

/** Hands a mail to the server. Null: it took it. */
export type Mailer = (mail: OutgoingMail) => Promise<{ error: string; permanent: boolean } | null>;

const MINUTE = 60_000;
/** Between one try and the next; after the last the e-mail has failed. */
const BACKOFF = [1, 5, 15, 60, 240, 480].map((minutes) => minutes * MINUTE);
const AT_ONCE = 16;
/** A run ends after so many sets although more is due: the next follows soon, and a worker that is to stop can. */
const SETS = 20;

export type SendingDeps = Pick<Deps, 'templates' | 'publicUrl' | 'telemetry'> & {
  outbox: Outbox;
  mailer: Mailer;
  contactOf: Ports['contactOf'];
};

/** Sends what is due. */
export async function sendEmails(deps: SendingDeps): Promise<void> {
  for (let sets = 0; sets < SETS; sets += 1) {
    const emails = await deps.outbox.claim(AT_ONCE);
    await sendClaimed(deps, emails);
    if (emails.length < AT_ONCE) return;
  }
}

async function sendClaimed(deps: SendingDeps, emails: readonly ClaimedEmail[]): Promise<void> {
  let contacts;
  try {
    contacts = await Promise.all(emails.map(({ userId }) => deps.contactOf({ userId })));
  } catch (error) {
    await deps.outbox.giveBack(emails);
    throw error;
  }
  await Promise.all(
    emails.map(async (email, i) => {
      const contact = contacts[i] ?? null;
      const tried = contact ? await tryToSend(deps, email, contact) : noAddress;
      if (await deps.outbox.settle(email, tried)) deps.telemetry.emailTried(email, tried);
    }),
  );
}

const noAddress: Tried = { outcome: 'failed', error: 'NO_ADDRESS' };

async function tryToSend(
  deps: SendingDeps,
  email: ClaimedEmail,
  contact: { email: string; displayName: string },
): Promise<Tried> {
  const refusal = await deps.mailer({
    // The same for every try of a round: a mailbox that sees one twice can tell.
    messageId: `${email.notificationId}.${email.round}`,
    to: { name: contact.displayName, address: contact.email },
    ...composeEmail(deps, email, contact),
  });
  if (!refusal) return { outcome: 'sent' };
  const { error, permanent } = refusal;
  const afterMs = BACKOFF[email.attempts - 1];
  return permanent || afterMs === undefined ? { outcome: 'failed', error } : { outcome: 'retry', error, afterMs };
}
