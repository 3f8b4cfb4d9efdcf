import { faultMessage } from '../../../shared/fault-message.ts';
import { fieldProblems, problemMessage, type Problem } from '../../../shared/problem-message.ts';
import { Notice } from '../../../ui/notice.tsx';

export type FormOutcome = { kind: 'saved' } | { kind: 'refused'; problem: Problem } | { kind: 'fault'; fault: unknown };

/** How saving a form ended, in words; faults of single fields stand beside their fields. */
export function Outcome({ outcome, saved }: { outcome: FormOutcome | null; saved: string }) {
  if (outcome === null) return null;
  if (outcome.kind === 'saved')
    return (
      <Notice tone="good" announce>
        {saved}
      </Notice>
    );
  if (outcome.kind === 'refused' && Object.keys(fieldProblems(outcome.problem)).length > 0) return null;
  return (
    <Notice tone="refused" announce>
      {outcome.kind === 'refused' ? problemMessage(outcome.problem) : faultMessage(outcome.fault)}
    </Notice>
  );
}
