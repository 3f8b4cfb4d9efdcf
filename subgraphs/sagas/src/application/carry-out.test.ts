import { describe, expect, it } from '@jest/globals';
import type { SetStep, StepAnswer } from '@comptoir/contracts';
import { carryOut } from './carry-out.ts';

const calls = ['a', 'b', 'c', 'd'].map((sagaId) => ({ sagaId, input: null as never }));
const done: StepAnswer = { outcome: 'done' };
const answering =
  (answer: (sagaId: string) => StepAnswer): SetStep<never> =>
  async (asked) =>
    new Map(asked.map(({ sagaId }) => [sagaId, answer(sagaId)]));
const conflict = Object.assign(new Error('Somebody else was first.'), { code: '23505' });
const away = Object.assign(new Error('Nobody is there.'), { code: 'ECONNREFUSED' });

async function outcomes(...effects: Parameters<typeof carryOut>[0]) {
  const answers = await carryOut(effects, calls, 200);
  return calls.map(({ sagaId }) => answers.get(sagaId)?.outcome);
}

describe('carrying out an action for a chunk', () => {
  it('goes on to the next call with those only that are done', async () => {
    const asked: string[][] = [];
    const noted =
      (step: SetStep<never>): SetStep<never> =>
      (chunk) => {
        asked.push(chunk.map(({ sagaId }) => sagaId));
        return step(chunk);
      };
    const first = noted(answering((id) => (id === 'a' ? { outcome: 'pending', retryAfterMs: 5 } : done)));
    const decides = noted(answering((id) => (id === 'b' ? { outcome: 'refused', code: 'NO', message: 'No.' } : done)));
    const then = noted(answering(() => done));
    expect(
      await outcomes({ call: first, decides: false }, { call: decides, decides: true }, { call: then, decides: false }),
    ).toEqual(['pending', 'refused', 'done', 'done']);
    expect(asked).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'c', 'd'],
      ['c', 'd'],
    ]);
  });

  it('takes no for an unknown from calls that cannot refuse, and says when the pivot is behind', async () => {
    const refusing = answering(() => ({ outcome: 'refused', code: 'NO', message: 'No.' }));
    const before = await carryOut([{ call: refusing, decides: false }], calls, 200);
    expect(before.get('a')).toEqual({ outcome: 'unknown', message: 'No.' });
    const behind = await carryOut(
      [
        { call: answering(() => done), decides: true },
        { call: refusing, decides: false },
      ],
      calls,
      200,
    );
    expect(behind.get('a')).toEqual({ outcome: 'unknown', message: 'No.', pastPivot: true });
  });

  it('finds the one saga that makes a call fail, and lets the others go on', async () => {
    const poisoned: SetStep<never> = async (chunk) => {
      if (chunk.some(({ sagaId }) => sagaId === 'c')) throw new Error('c is poison.');
      return answering(() => done)(chunk);
    };
    expect(await outcomes({ call: poisoned, decides: true })).toEqual(['done', 'done', 'unknown', 'done']);
  });

  it('asks the same chunk again after a conflict', async () => {
    let tries = 0;
    const racing: SetStep<never> = (chunk) => (tries++ === 0 ? Promise.reject(conflict) : answering(() => done)(chunk));
    expect(await outcomes({ call: racing, decides: true })).toEqual(['done', 'done', 'done', 'done']);
    expect(tries).toBe(2);
  });

  it('knocks once only where nobody is there', async () => {
    let tries = 0;
    const gone: SetStep<never> = () => Promise.reject((tries++, away));
    expect(await outcomes({ call: gone, decides: true })).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    expect(tries).toBe(1);
  });

  it('waits no longer than a call may take', async () => {
    const silent: SetStep<never> = () => new Promise(() => undefined);
    const answers = await carryOut([{ call: silent, decides: true }], calls, 20);
    expect(answers.get('d')).toEqual({ outcome: 'unknown', message: 'No answer within 20 ms.' });
  });

  it('is done at once where there is nothing to do', async () => {
    expect(await carryOut([], calls, 20)).toEqual(new Map(calls.map(({ sagaId }) => [sagaId, done])));
  });

  it('knows nothing of a saga that was left out of the answer', async () => {
    const forgetful: SetStep<never> = async () => new Map([['a', done]]);
    expect(await outcomes({ call: forgetful, decides: true })).toEqual(['done', 'unknown', 'unknown', 'unknown']);
  });
});
