import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { parse, print } from 'graphql';
import { REFRESH_SESSION } from '../src/session/operations.ts';
import { persistedOperations } from './persisted-operations.ts';

const SOURCES = fileURLToPath(new URL('../src', import.meta.url));
const { operations } = await persistedOperations(SOURCES);

/** The names of all operations in the sources, however their documents are laid out there. */
function namesInSources(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !file.includes('.test.') && !file.startsWith('__generated__'),
  );
  const text = files.map((file) => readFileSync(join(SOURCES, file), 'utf8')).join('\n');
  return [...text.matchAll(/gql`\s*(?:query|mutation|subscription) (\w+)/g)].map(([, name = '']) => name);
}

it('lists every operation once, under the hash of its text', () => {
  const names = operations.map(({ name }) => name);
  expect(names).toContain('CommentOnComplaint');
  expect(names.sort()).toEqual(namesInSources().sort());
  for (const { id, body } of operations) expect(id).toBe(createHash('sha256').update(body).digest('hex'));
});

it('lists what is sent: whole, without what only the client understands', () => {
  for (const { body } of operations) {
    expect(() => parse(body)).not.toThrow();
    expect(body).not.toMatch(/@unmask/);
  }
});

it('knows the one operation that goes past the client', () => {
  expect(operations.map(({ body }) => body)).toContain(print(REFRESH_SESSION));
});
