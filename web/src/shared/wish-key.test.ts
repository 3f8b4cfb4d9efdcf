import { expect, it } from '@jest/globals';
import { createWishKey } from './wish-key.ts';

it('is the same for the same wish until it is known to be granted', () => {
  let drawn = 0;
  const keys = createWishKey<{ title: string }>(() => `key ${++drawn}`);
  const wish = { title: 'Broken' };
  expect([keys.of(wish), keys.of({ ...wish })]).toEqual(['key 1', 'key 1']);
  expect(keys.of({ title: 'Lost' })).toBe('key 2');
  keys.done();
  expect(keys.of({ title: 'Lost' })).toBe('key 3');
});
