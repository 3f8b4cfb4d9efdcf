import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('docs/how-to/add-a-saga.md shows the saga that the tests run', () => {
  const shown = [...read('../../../../docs/how-to/add-a-saga.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, code]) => code,
  );
  expect(shown).toHaveLength(2);
  expect(read('./gift-wrap.ts')).toContain(shown[0]);
  expect(read('./gift-wrap-2.ts')).toContain(shown[1]);
});
