import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('docs/how-to/add-a-saga.md shows the saga that the tests run', () => {
  const shown = [...read('../../../../docs/how-to/add-a-saga.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, code]) => code,
  );
  expect(shown).toHaveLength(3);
  expect(read('./gift-wrap-ports.ts')).toContain(shown[0]);
  // The page shows the table beside the sale's, and its types in the contracts.
  const table = read('./gift-wrap.ts')
    .replace("'./gift-wrap-ports.ts'", "'@comptoir/contracts'")
    .replace('../../src/domain/saga.ts', '../saga.ts')
    .replace('../../src/domain/sagas/retries.ts', './retries.ts');
  expect(table).toBe(shown[1]);
  expect(read('./gift-wrap-2.ts')).toContain(shown[2]);
});
