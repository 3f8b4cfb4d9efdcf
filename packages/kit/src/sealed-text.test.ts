import { describe, expect, it } from '@jest/globals';
import { newTextKey, sealText, unsealText } from './sealed-text.ts';

describe('a sealed text', () => {
  const key = newTextKey();

  it.each(['The lamp came broken.', '', 'Ça ne marche pas 🙃', 'x'.repeat(5_000)])('is read with its key', (text) => {
    const sealed = sealText(key, text, 'refund 1');
    expect(unsealText(key, sealed, 'refund 1')).toBe(text);
    expect(sealed).toMatch(/^[\w-]+$/);
  });

  it('tells nothing of its text, and is never the same twice', () => {
    const [first, second] = [sealText(key, 'broken', 'a'), sealText(key, 'broken', 'a')];
    expect(first).not.toBe(second);
    expect(Buffer.from(first, 'base64url').toString('latin1')).not.toContain('broken');
  });

  it('cannot be read with another key, in another place, or when a bit of it was changed', () => {
    const sealed = sealText(key, 'broken', 'a');
    const bytes = Buffer.from(sealed, 'base64url');
    const changed = Array.from(bytes, (_, at) => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
      return unsealText(key, copy.toString('base64url'), 'a');
    });
    expect(unsealText(newTextKey(), sealed, 'a')).toBeNull();
    expect(unsealText(key, sealed, 'b')).toBeNull();
    expect(changed).toEqual(changed.map(() => null));
    expect(unsealText(key, 'short', 'a')).toBeNull();
  });
});
