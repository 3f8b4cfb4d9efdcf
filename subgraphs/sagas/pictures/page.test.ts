import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { describedSagas } from '../src/domain/sagas/all.ts';
import { PAGE, pageOf } from './page.ts';

it('docs/sagas.md is as the definitions are', () => {
  const written = readFileSync(PAGE, 'utf8');
  if (written !== pageOf(describedSagas))
    throw new Error('A saga has changed and docs/sagas.md has not: npm run pictures -w @comptoir/sagas');
  expect(written.match(/^```mermaid$/gm)).toHaveLength(describedSagas.length);
});
