import { useMutation } from '@apollo/client/react';
import type { ComplaintPriority } from '../../../__generated__/operations.ts';
import { SelectField } from '../../../ui/field.tsx';
import { PRIORITY_WORDS } from '../complaint-words.ts';
import { CHANGE_COMPLAINT_PRIORITY } from '../mutations.ts';
import { useComplaintDeed } from '../use-complaint-deed.ts';

/** How urgent a complaint is; changed by choosing. */
export function PriorityField({
  complaint: { id, version, priority },
  reload,
}: {
  complaint: { id: string; version: number; priority: ComplaintPriority };
  reload: () => Promise<unknown>;
}) {
  const [change] = useMutation(CHANGE_COMPLAINT_PRIORITY);
  const { busy, refusal, run } = useComplaintDeed(reload);
  const choose = (next: ComplaintPriority) =>
    void run(
      async () =>
        (await change({ variables: { input: { complaintId: id, expectedVersion: version, priority: next } } })).data
          ?.changeComplaintPriority,
      `It is ${PRIORITY_WORDS[next].text.toLowerCase()} now.`,
    );
  return (
    <SelectField
      label="How urgent"
      value={priority}
      aria-busy={busy}
      error={refusal ?? undefined}
      onChange={({ currentTarget }) => !busy && choose(currentTarget.value as ComplaintPriority)}
    >
      {Object.entries(PRIORITY_WORDS).map(([each, { text }]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </SelectField>
  );
}
