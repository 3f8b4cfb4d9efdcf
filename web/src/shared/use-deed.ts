import { useState } from 'react';
import { announce } from './announce.ts';
import { faultMessage } from './fault-message.ts';
import { fieldProblems, isProblem, problemMessage, type Problem } from './problem-message.ts';

/** How something that a person asked for ended. */
export type Ending = {
  /** Why it was not done, in words; null when it was, or where each fault stands beside its field. */
  refusal: string | null;
  faults: Record<string, string>;
  /** Whether what is on the screen is not what there is any more. */
  outdated: boolean;
};

/** Refusals that say: somebody was faster, look again. */
const OVERTAKEN: readonly Problem['__typename'][] = [
  'ConflictProblem',
  'NotFoundProblem',
  'ComplaintStatusProblem',
  'RefundAlreadyDecidedProblem',
  'ResolutionPendingProblem',
  'SagaNotCancellableProblem',
  'SagaNotParkedProblem',
  'ExceedsRefundableProblem',
  'NothingToRefundProblem',
];

/** Said beside a refusal whose page could not be read again: what the person decides over is old. */
const STALE = 'What stands here is out of date and could not be read again: reload the page before you decide.';

export function endingOf(problem: Problem | null): Ending {
  const faults = fieldProblems(problem);
  return {
    refusal: problem && Object.keys(faults).length === 0 ? problemMessage(problem) : null,
    faults,
    outdated: problem !== null && OVERTAKEN.includes(problem.__typename),
  };
}

export const staleOf = (ending: Ending): Ending => ({
  ...ending,
  refusal: [ending.refusal, STALE].filter(Boolean).join(' '),
});

const isReadAgain = (reload?: () => Promise<unknown>): Promise<boolean> =>
  reload?.().then(
    // A query that failed is an answer with an error in it.
    (answer) => !(answer as { error?: unknown } | undefined)?.error,
    () => false,
  ) ?? Promise.resolve(true);

/**
 * One thing that a person can do: sends it, keeps the button held meanwhile, and tells how it ended. Where somebody else was
 * faster the page is read again, so that the person decides over what there is.
 */
export function useDeed(reload?: () => Promise<unknown>) {
  const [busy, setBusy] = useState(false);
  const [ending, setEnding] = useState<Ending>(endingOf(null));

  async function run<Answer extends { __typename: string }>(
    send: () => Promise<Answer | null | undefined>,
    done: string,
  ): Promise<Extract<Answer, { __typename: `${string}Success` }> | null> {
    setBusy(true);
    setEnding(endingOf(null));
    try {
      const answer = await send();
      const refused = isProblem(answer) || !answer;
      const next = endingOf(isProblem(answer) ? (answer as unknown as Problem) : null);
      if (!answer) next.refusal = faultMessage(undefined);
      setEnding(next);
      // Beside its field a fault is seen; readers hear it here.
      if (Object.keys(next.faults).length > 0) announce(Object.values(next.faults).join(' '));
      if (next.outdated && !(await isReadAgain(reload))) setEnding(staleOf(next));
      if (refused) return null;
      announce(done);
      return answer as Extract<Answer, { __typename: `${string}Success` }>;
    } catch (fault) {
      setEnding({ ...endingOf(null), refusal: faultMessage(fault) });
      return null;
    } finally {
      setBusy(false);
    }
  }
  return { busy, run, refusal: ending.refusal, faults: ending.faults };
}
