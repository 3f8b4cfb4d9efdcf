import { describe, expect, it } from '@jest/globals';
import { unsaid, unsaidIn } from './filing.ts';

const filed = { title: 'Broken', description: 'It fell off.' };

describe('what of a complaint did not arrive', () => {
  it('is nothing where it stands as it was sent', () => expect(unsaid(filed, filed)).toBeNull());

  it('is what was changed after it had been filed', () => {
    expect(unsaid({ ...filed, description: 'It fell off twice.' }, filed)).toBe('It fell off twice.');
    expect(unsaid({ title: 'Lost', description: 'Gone.' }, filed)).toBe('Lost\nGone.');
  });

  it('is found again behind a change of page, whatever else stands there', () => {
    expect(unsaidIn({ unsaid: 'Gone.' })).toBe('Gone.');
    for (const state of [null, undefined, {}, { unsaid: null }, { unsaid: { more: 1 } }, 'Gone.'])
      expect(unsaidIn(state)).toBeNull();
  });
});
