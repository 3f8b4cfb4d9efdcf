import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A new key for what one person writes. Whoever erases it erases all that was sealed with it, wherever it went. */
export const newTextKey = (): Uint8Array => randomBytes(KEY_BYTES);

/**
 * Seals free text with a person's key (AES-256-GCM), so that it may stand where nothing is ever erased: in events. `boundTo` is
 * the id of what it belongs to: moved to another place it cannot be opened.
 */
export function sealText(key: Uint8Array, text: string, boundTo: string): string {
  // It must never come twice with a key.
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return sealed.toString('base64url');
}

/** The text again; null when the key is another one, or the text was changed or moved. */
export function unsealText(key: Uint8Array, sealed: string, boundTo: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    // Not what was sealed with this key for this place: there is nothing to read, and nothing to tell it apart from.
    return null;
  }
}
