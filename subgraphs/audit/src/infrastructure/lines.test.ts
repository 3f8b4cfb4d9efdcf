import { describe, expect, it } from '@jest/globals';
import { linesOf } from './lines.ts';

async function linesIn(...parts: string[]): Promise<string[]> {
  async function* each() {
    yield* parts;
  }
  const lines = [];
  for await (const line of linesOf(each())) lines.push(line);
  return lines;
}

describe('lines', () => {
  it('end at \\n only, wherever the parts are cut', async () => {
    expect(await linesIn('a\u2028b\u2029c\u0085d\n', 'e', 'f\n\ng', 'h')).toEqual([
      'a\u2028b\u2029c\u0085d',
      'ef',
      '',
      'gh',
    ]);
    expect(await linesIn()).toEqual([]);
  });

  it('may have been given the ends of another system', async () => {
    expect(await linesIn('a\r', '\nb\r\n')).toEqual(['a', 'b']);
  });
});
