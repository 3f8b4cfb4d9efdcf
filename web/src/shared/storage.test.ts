import { describe, expect, it } from '@jest/globals';
import { createKeep } from './storage.ts';

const working = () => {
  const map = new Map<string, string>();
  const storage = {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  };
  return storage as unknown as Storage;
};

describe('what a browser remembers', () => {
  it('is kept in its storage', () => {
    const storage = working();
    createKeep(() => storage).set('store', 'plateau');
    const next = createKeep(() => storage);
    expect(next.get('store')).toBe('plateau');
    next.remove('store');
    expect(next.get('store')).toBeNull();
  });

  it('is kept for the visit where the browser refuses', () => {
    const keep = createKeep(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    keep.set('store', 'plateau');
    expect(keep.get('store')).toBe('plateau');
    keep.remove('store');
    expect(keep.get('store')).toBeNull();
  });
});
