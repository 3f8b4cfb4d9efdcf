/** A text that came in, as it is kept: nothing blank around it, and none of the one character that PostgreSQL cannot hold; null when nothing is left. */
export const tidied = (text: string | null | undefined): string | null => text?.replaceAll('\0', '').trim() || null;

/** A text that another program said, as a database can keep it: U+FFFD for the character zero and for half a surrogate pair. */
export const storable = (text: string): string => text.replaceAll('\0', '\ufffd').replace(/\p{Cs}/gu, '\ufffd');

/** What cannot be stored and compared as text is no key: control characters, and half a surrogate pair, which comes back as U+FFFD. */
const KEY = /^[^\p{Cc}\p{Cs}]{1,200}$/u;

/** What is wrong with the key by which a command is done once. */
export function keyFaults(idempotencyKey: string): { path: string[]; message: string }[] {
  if (KEY.test(idempotencyKey)) return [];
  return [
    { path: ['idempotencyKey'], message: 'An idempotency key has 1 to 200 characters, each of them valid text.' },
  ];
}
