import { useMutation } from '@apollo/client/react';
import { chakra } from '@chakra-ui/react';
import type { FormEvent } from 'react';
import { ActionButton } from '../../../ui/button.tsx';
import { SelectField, TextAreaField } from '../../../ui/field.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { SATISFACTION_WORDS } from '../complaint-words.ts';
import { CLOSE_COMPLAINT } from '../mutations.ts';
import { useComplaintDeed } from '../use-complaint-deed.ts';

/** Ends a complaint, with how content the person is in the end. */
export function CloseForm({
  complaint: { id, version },
  own,
  reload,
}: {
  complaint: { id: string; version: number };
  /** Whether its customer closes it. */
  own: boolean;
  reload: () => Promise<unknown>;
}) {
  const [close] = useMutation(CLOSE_COMPLAINT);
  const { busy, refusal, faults, run } = useComplaintDeed(reload);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const satisfaction = Number(form.get('satisfaction'));
    const comment = String(form.get('comment')).trim();
    const input = {
      complaintId: id,
      expectedVersion: version,
      ...(satisfaction > 0 && { satisfaction }),
      ...(comment && { comment }),
    };
    void run(async () => (await close({ variables: { input } })).data?.closeComplaint, 'The complaint is closed.');
  };
  return (
    <chakra.form onSubmit={onSubmit} display="flex" flexDirection="column" gap={3}>
      <SelectField
        label={own ? 'How content are you?' : 'How content is the customer?'}
        name="satisfaction"
        defaultValue=""
        error={faults['satisfaction']}
      >
        <option value="">{own ? 'I would rather not say' : 'Nobody knows'}</option>
        {[5, 4, 3, 2, 1].map((satisfaction) => (
          <option key={satisfaction} value={satisfaction}>
            {SATISFACTION_WORDS[satisfaction]}
          </option>
        ))}
      </SelectField>
      <TextAreaField label="Anything else?" name="comment" maxLength={2_000} rows={2} error={faults['comment']} />
      <Refusal text={refusal} />
      <ActionButton type="submit" alignSelf="flex-start" held={busy}>
        Close the complaint
      </ActionButton>
    </chakra.form>
  );
}
