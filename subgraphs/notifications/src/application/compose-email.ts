import type { Contact } from '@comptoir/contracts';
import type { Deps, EmailDelivery } from './ports.ts';

/** The e-mail of a notification in words, as it goes out to this person. */
export function composeEmail(
  { templates, publicUrl }: Pick<Deps, 'templates' | 'publicUrl'>,
  { language, title, body, link }: Pick<EmailDelivery, 'language' | 'title' | 'body' | 'link'>,
  contact: Contact,
): { subject: string; text: string; html: string } {
  const name = contact?.displayName ?? '';
  return { subject: title, ...templates.letter(language, { title, body, name, url: `${publicUrl}${link ?? '/'}` }) };
}
