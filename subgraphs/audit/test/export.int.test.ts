import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createActorKey } from '@comptoir/service-kit';
import { createHeadCheck } from '../src/infrastructure/head-keys.ts';
import { verifyExport } from '../src/domain/verify-export.ts';
import { eventsOf, startAudit, type TestAudit } from './harness.ts';

const { privateKey: signingKey, publicKey } = createActorKey();
let system: TestAudit;
beforeAll(async () => {
  system = await startAudit({ settings: { signingKey, publicKeys: [publicKey] } });
  // More than a page, with what CSV has to quote.
  await system.deliver(eventsOf(1_200, { data: { note: 'a "quoted", comma\nand a line' } }));
  await system.run('audit-heads');
  await system.deliver(eventsOf(30));
  await system.run('audit-heads');
}, 60_000);
afterAll(() => system.dispose());

async function* each(lines: readonly string[]) {
  yield* lines;
}
const verify = (lines: readonly string[]) => verifyExport(each(lines), createHeadCheck([publicKey]));
const lineOf = (lines: readonly string[], seq: number) =>
  lines.findIndex((line) => line.startsWith(`{"seq":${seq},`) || line.startsWith(`${seq},`));

/** npm run audit:verify, without npm. */
const auditVerify = (...parameters: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, '../src/verify-file.ts'), ...parameters], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });

describe.each(['events.json', 'events.csv'])('an export as %s', (name) => {
  it('holds the whole chain or a part of it, and is proved by the signed heads that it carries', async () => {
    const whole = await system.download('ADMIN', name);
    expect(await verify(whole)).toMatchObject({ entries: 1_230, signedUpTo: 1_230, fault: null });
    const part = await system.download('ADMIN', name, 'from=1190&to=1210');
    const verdict = await verify(part);
    expect(verdict).toMatchObject({ entries: 21, signedUpTo: 1_200, fault: null });
    expect(verdict.header?.heads.map(({ seq }) => seq)).toEqual([1_200, 1_230]);
    if (name === 'events.json') {
      const { events } = JSON.parse(part.join('\n')) as { events: { seq: number }[] };
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, i) => 1_190 + i));
    }
  });

  it('names the first entry that was altered, removed, swapped or cut off', async () => {
    const lines = await system.download('ADMIN', name);
    const at = lineOf(lines, 700);
    const [before, after] = [lines.slice(0, at), lines.slice(at + 1)];
    const [line, next] = [lines[at] ?? '', lines[at + 1] ?? ''];
    const cases: [string[], string][] = [
      [[...before, line.replace('"total', '"totam').replace('""total', '""totam'), ...after], 'ALTERED'],
      [[...before, ...after], 'MISSING'],
      [[...before, next, line, ...lines.slice(at + 2)], 'SWAPPED'],
      [before, 'CUT_OFF'],
      [[...before, lines.at(-1) ?? ''], 'CUT_OFF'],
      [[...before, line.slice(0, 12)], name === 'events.json' ? 'UNREADABLE' : 'ALTERED'],
    ];
    for (const [forged, reason] of cases) expect((await verify(forged)).fault).toEqual({ position: 700, reason });
  });

  it('of a forged chain is found out by its signed heads', async () => {
    const lines = await system.download('ADMIN', name, 'from=1201&to=1230');
    const [header = ''] = lines;
    const head = /"seq":1230,"hash":"([0-9a-f]{64})"/.exec(header)?.[1] ?? '';
    const forged = [
      header.replace(`"seq":1230,"hash":"${head}"`, `"seq":1230,"hash":"${'ab'.repeat(32)}"`),
      ...lines.slice(1),
    ];
    expect((await verify(forged)).fault).toEqual({ position: 1_230, reason: 'HEAD_ALTERED' });
  });

  it('is for admins, of places that there are, and recorded', async () => {
    const code = async (role: 'MANAGER' | 'ADMIN' | null, question = '') =>
      system.download(role, name, question).then(
        () => null,
        (error: { extensions: { code: string } }) => error.extensions.code,
      );
    expect([await code(null), await code('MANAGER')]).toEqual(['UNAUTHENTICATED', 'FORBIDDEN']);
    for (const question of ['from=0', 'from=x', 'from=9999', 'from=5&to=4'])
      expect(await code('ADMIN', question)).toBe('BAD_USER_INPUT');
    await system.download('ADMIN', name, 'from=7&to=8');
    const { rows } = await system.pool.query<{ data: object }>('SELECT data FROM event ORDER BY position DESC LIMIT 1');
    expect(rows[0]?.data).toMatchObject({ operation: 'export', conditions: { from: '7', to: '8' } });
  });
});

it('npm run audit:verify says it, and ends with 1 where something is wrong, with 3 where not all is proven', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-export-'));
  const [file, key] = [join(folder, 'events.json'), join(folder, 'key.json')];
  writeFileSync(key, publicKey);
  const lines = await system.download('ADMIN', 'events.json', 'from=1190');
  const run = () => auditVerify(file, '--key', key);
  writeFileSync(file, `${lines.join('\n')}\n`);
  const good = run();
  expect([good.status, good.stderr]).toEqual([0, '']);
  expect(good.stdout).toContain('vouches for everything up to entry 1230.');
  writeFileSync(file, `${lines.filter((line) => !line.startsWith('{"seq":1195,')).join('\n')}\n`);
  const bad = run();
  expect([bad.status, bad.stderr]).toEqual([
    1,
    expect.stringContaining('entry 1195 is not as it was exported (MISSING)'),
  ]);
  writeFileSync(file, `${lines.join('\n').replace(/"heads":\[.*?\]/, '"heads":[]')}\n`);
  const unproven = run();
  expect([unproven.status, unproven.stdout]).toEqual([3, '']);
  expect(unproven.stderr).toContain('NOT PROVEN: 1190 to 1230.');
  rmSync(folder, { recursive: true });
}, 30_000);

it('npm run audit:verify says how far the chain went on, where the header of a cut file does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-export-'));
  const [file, key, kept] = [join(folder, 'events.json'), join(folder, 'key.json'), join(folder, 'heads')];
  const [header = '', ...rest] = await system.download('ADMIN', 'events.json', 'from=1190&to=1200');
  const { heads } = JSON.parse(`${header}]}`) as { heads: { seq: number }[] };
  writeFileSync(key, publicKey);
  mkdirSync(kept);
  writeFileSync(join(kept, 'audit-heads-2026-03.jsonl'), `${heads.map((head) => JSON.stringify(head)).join('\n')}\n`);
  const inside = JSON.stringify(heads.filter(({ seq }) => seq <= 1_200));
  writeFileSync(file, [header.replace(/"heads":\[.*?\]/, `"heads":${inside}`), ...rest, ''].join('\n'));
  expect(auditVerify(file, '--key', key)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('a file cannot tell'),
  });
  expect(auditVerify(file, '--key', key, '--heads', kept)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('went on to entry 1230'),
  });
  rmSync(folder, { recursive: true });
}, 30_000);

it('an export that names no end is proven to its end: what no head vouches for yet comes in the next one', async () => {
  await system.deliver(eventsOf(5));
  const proven = await verify(await system.download('ADMIN', 'events.json'));
  expect(proven).toMatchObject({ header: { to: 1_230 }, unproven: null, fault: null });
  const asked = await verify(await system.download('ADMIN', 'events.json', 'to=1235'));
  expect(asked).toMatchObject({ unproven: { from: 1_231, to: 1_235 } });
});
