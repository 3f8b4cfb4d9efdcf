import { useMutation } from '@apollo/client/react';
import { chakra } from '@chakra-ui/react';
import type { FormEvent } from 'react';
import { ActionButton } from '../../../ui/button.tsx';
import { TextAreaField } from '../../../ui/field.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { COMMENT_ON_COMPLAINT } from '../mutations.ts';
import { useComplaintDeed } from '../use-complaint-deed.ts';

/** Says something about a complaint; whatever else happened to it meanwhile, it is said. */
export function CommentForm({ complaintId, reload }: { complaintId: string; reload: () => Promise<unknown> }) {
  const [comment] = useMutation(COMMENT_ON_COMPLAINT);
  const { busy, refusal, faults, run } = useComplaintDeed(reload);
  const submit = async (element: HTMLFormElement) => {
    const text = String(new FormData(element).get('text')).trim();
    const answer = await run(
      async () => (await comment({ variables: { input: { complaintId, text } } })).data?.commentOnComplaint,
      'Your comment is there.',
    );
    if (answer) element.reset();
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) void submit(event.currentTarget);
  };
  return (
    <chakra.form onSubmit={onSubmit} display="flex" flexDirection="column" gap={3}>
      <TextAreaField label="Say something" name="text" required maxLength={2_000} rows={3} error={faults['text']} />
      <Refusal text={refusal} />
      <ActionButton type="submit" variant="outline" alignSelf="flex-start" held={busy}>
        {busy ? 'Sending…' : 'Send'}
      </ActionButton>
    </chakra.form>
  );
}
