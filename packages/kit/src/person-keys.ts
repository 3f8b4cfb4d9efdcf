import { sealText } from './sealed-text.ts';

/** Keys of what people wrote: events hold it sealed, so that it can be forgotten although they are never changed. */
export type PersonKeys = {
  /** The key of a person, drawn where there is none; null when it was erased. */
  keyFor(personId: string): Promise<Uint8Array | null>;
  /** Those keys that are there. */
  keysOf(personIds: readonly string[]): Promise<Map<string, Uint8Array>>;
};

/** A text as it is kept; nothing of it where there is none, or where the person's key was erased. */
export async function sealedFor(
  keys: Pick<PersonKeys, 'keyFor'>,
  personId: string,
  text: string | null,
  boundTo: string,
): Promise<string | null> {
  const key = text === null ? null : await keys.keyFor(personId);
  return key && text !== null ? sealText(key, text, boundTo) : null;
}
