import { useMutation } from '@apollo/client/react';
import { chakra } from '@chakra-ui/react';
import type { FormEvent } from 'react';
import { ActionButton } from '../../../ui/button.tsx';
import { TextAreaField } from '../../../ui/field.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { REOPEN_COMPLAINT } from '../mutations.ts';
import { useComplaintDeed } from '../use-complaint-deed.ts';

/** Begins anew with a complaint, where what was decided does not do. */
export function ReopenForm({
  complaint: { id, version },
  reload,
}: {
  complaint: { id: string; version: number };
  reload: () => Promise<unknown>;
}) {
  const [reopen] = useMutation(REOPEN_COMPLAINT);
  const { busy, refusal, faults, run } = useComplaintDeed(reload);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason')).trim();
    const input = { complaintId: id, expectedVersion: version, ...(reason && { reason }) };
    void run(
      async () => (await reopen({ variables: { input } })).data?.reopenComplaint,
      'The complaint is open again.',
    );
  };
  return (
    <chakra.form onSubmit={onSubmit} display="flex" flexDirection="column" gap={3}>
      <TextAreaField
        label="What is still not right?"
        name="reason"
        maxLength={2_000}
        rows={2}
        error={faults['reason']}
      />
      <Refusal text={refusal} />
      <ActionButton type="submit" variant="outline" alignSelf="flex-start" held={busy}>
        Open it again
      </ActionButton>
    </chakra.form>
  );
}
