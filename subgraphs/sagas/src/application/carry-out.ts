import type { SetStep, StepAnswer, StepCall } from '@comptoir/contracts';
import { isConflict, isTransient } from '@comptoir/database';
import { storable } from '@comptoir/kit';
import type { Effect } from '../domain/effects.ts';
import type { Answer } from '../domain/move.ts';

type Calls = readonly StepCall<never>[];

/** What a failed call leaves behind: nobody knows whether it took effect. */
const unknown = (error: unknown): Answer => ({
  outcome: 'unknown',
  message: error instanceof Error ? error.message : String(error),
});

/**
 * Carries out the calls of one action for a group of sagas, one answer each. A saga goes on to the next call only when the
 * one before has answered done.
 */
export async function carryOut(
  effects: readonly Effect<never>[],
  calls: Calls,
  timeoutMs: number,
): Promise<Map<string, Answer>> {
  if (effects.length === 0) return new Map(calls.map(({ sagaId }) => [sagaId, { outcome: 'done' }]));
  const answers = new Map<string, Answer>();
  let open: Calls = calls;
  let decided = false;
  for (const { call, decides } of effects) {
    if (open.length === 0) break;
    const given = await ask(call, open, timeoutMs);
    for (const { sagaId } of open) answers.set(sagaId, interpret(given.get(sagaId), decides, decided));
    open = open.filter(({ sagaId }) => answers.get(sagaId)?.outcome === 'done');
    decided ||= decides;
  }
  return answers;
}

/** A refusal in words that can be written down, whoever said it: what is kept of a saga and told of it begins here. */
function worded(answer: Answer): Answer {
  if (answer.outcome !== 'refused') return answer;
  return { ...answer, code: storable(answer.code), message: storable(answer.message) };
}

/** What an answer says of its action: `decided` when `do` has answered done before. */
export function interpret(answer: Answer | undefined, decides: boolean, decided: boolean): Answer {
  const known = worded(answer ?? unknown('It answered for others of the chunk and not for this saga.'));
  if (decides || known.outcome === 'done') return known;
  // A call that only prepares or follows cannot refuse: whatever it says, it is asked again.
  if (known.outcome === 'pending') return known;
  const message = known.message;
  return { outcome: 'unknown', message, ...(decided && { pastPivot: true }) };
}

/**
 * One call for many. When it throws, the chunk is asked again in halves, so that one poison saga does not hold up the
 * others; when the other side is away, halves would only knock more often, so all wait.
 */
async function ask(call: SetStep<never>, calls: Calls, timeoutMs: number, again = true): Promise<Map<string, Answer>> {
  try {
    return await withDeadline(call(calls), timeoutMs);
  } catch (error) {
    if (again && isConflict(error)) return ask(call, calls, timeoutMs, false);
    if (calls.length === 1 || error instanceof NoAnswerError || (isTransient(error) && !isConflict(error)))
      return new Map(calls.map(({ sagaId }) => [sagaId, unknown(error)]));
    const middle = Math.ceil(calls.length / 2);
    const first = await ask(call, calls.slice(0, middle), timeoutMs);
    const second = await ask(call, calls.slice(middle), timeoutMs);
    return new Map([...first, ...second]);
  }
}

/** A step that did not answer within its time. It may still take effect: its record tells, when it is asked again. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
}

async function withDeadline(
  answer: Promise<Map<string, StepAnswer>>,
  timeoutMs: number,
): Promise<Map<string, StepAnswer>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswerError(`No answer within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
