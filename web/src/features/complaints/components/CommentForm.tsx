import { useMutation } from '@apollo/client/react';
import { chakra } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { ActionButton } from '../../../ui/button.tsx';
import { TextAreaField } from '../../../ui/field.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { COMMENT_ON_COMPLAINT } from '../mutations.ts';
import { useComplaintDeed } from '../use-complaint-deed.ts';

/** Says something about a complaint; whatever else happened to it meanwhile, it is said. */
export function CommentForm({
  complaintId,
  draft,
  reload,
}: {
  complaintId: string;
  /** What there may be to say. */
  draft: string | null;
  reload: () => Promise<unknown>;
}) {
  const [comment] = useMutation(COMMENT_ON_COMPLAINT);
  const { busy, refusal, faults, run } = useComplaintDeed(reload);
  const [text, setText] = useState(draft ?? '');
  const navigate = useNavigate();
  const submit = async () => {
    const input = { complaintId, text: text.trim() };
    const answer = await run(
      async () => (await comment({ variables: { input } })).data?.commentOnComplaint,
      'Your comment is there.',
    );
    if (!answer) return;
    setText('');
    // Said once: the draft came with the address, and would come again with it.
    if (draft) void navigate('.', { replace: true, state: null });
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) void submit();
  };
  return (
    <chakra.form onSubmit={onSubmit} display="flex" flexDirection="column" gap={3}>
      <TextAreaField
        label="Say something"
        value={text}
        required
        maxLength={2_000}
        rows={3}
        error={faults['text']}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Refusal text={refusal} />
      <ActionButton type="submit" variant="outline" alignSelf="flex-start" held={busy}>
        {busy ? 'Sending…' : 'Send'}
      </ActionButton>
    </chakra.form>
  );
}
