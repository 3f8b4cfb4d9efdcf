import { describe, expect, it } from '@jest/globals';
import type { AdvanceRow } from './saga-store.ts';
import { writeMoves } from './write-moves.ts';

const rows = ['a', 'b', 'c', 'd'].map((id) => ({ id }) as AdvanceRow);
const failing = (code: string) => Object.assign(new Error(`It fails with ${code}.`), { code });

/** A store that fails in this way whenever one of these is to be written, and no longer holds `d`. */
function storeOf(error: Error, ...poison: string[]) {
  const asked: string[] = [];
  const advance = async (chunk: readonly AdvanceRow[]): Promise<Set<string>> => {
    const ids = chunk.map(({ id }) => id);
    asked.push(ids.join(''));
    if (ids.some((id) => poison.includes(id))) throw error;
    return new Set(ids.filter((id) => id !== 'd'));
  };
  return { advance, asked };
}

describe('the moves of a chunk', () => {
  it('are one statement', async () => {
    const { advance, asked } = storeOf(failing('22021'));
    expect(await writeMoves(advance, rows)).toEqual({ moved: new Set(['a', 'b', 'c']), refused: new Map() });
    expect(asked).toEqual(['abcd']);
  });

  it.each(['22021', '22P02', '22P05', '23514'])('are written in halves around what cannot be (%s)', async (code) => {
    const error = failing(code);
    const { advance, asked } = storeOf(error, 'b');
    expect(await writeMoves(advance, rows)).toEqual({
      moved: new Set(['a', 'c']),
      refused: new Map([['b', error]]),
    });
    expect(asked).toEqual(['abcd', 'ab', 'a', 'b', 'cd']);
  });

  it.each(['ECONNREFUSED', '40P01', '42P01', '57P01'])('all wait where it is not theirs (%s)', async (code) => {
    const error = failing(code);
    const { advance, asked } = storeOf(error, 'b');
    await expect(writeMoves(advance, rows)).rejects.toBe(error);
    expect(asked).toEqual(['abcd']);
  });
});
