import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { reasonOf } from './lost.ts';

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'comptoir-lost-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

const cut = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });

it('a lost connection is told with what the server last said of a fault; anything else as it is', () => {
  expect(reasonOf(cut, dataDir)).toBe('write EPIPE');
  const lines = ['FATAL:  the database system is starting up', 'FATAL:  terminating connection', 'LOG:  checkpoint'];
  writeFileSync(join(dataDir, 'postgres.log'), lines.map((line) => `2026-01-01 00:00:00 UTC [1] ${line}\n`).join(''));
  expect(reasonOf(cut, dataDir)).toMatch(/lost \(write EPIPE\).*postgres\.log: FATAL: {2}terminating connection$/);
  expect(reasonOf(new Error('PORT=http is no port'), dataDir)).toBe('PORT=http is no port');
});
