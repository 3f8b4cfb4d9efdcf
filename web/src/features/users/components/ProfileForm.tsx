import { useMutation } from '@apollo/client/react';
import { chakra } from '@chakra-ui/react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { session } from '../../../session/current.ts';
import type { Viewer } from '../../../session/session.ts';
import { fieldProblems, isProblem } from '../../../shared/problem-message.ts';
import { ActionButton } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { UPDATE_PROFILE } from '../operations.ts';
import { Outcome, type FormOutcome } from './Outcome.tsx';

/** Name and e-mail. A change made elsewhere meanwhile is not overwritten: the form then shows what there is now. */
export function ProfileForm({ viewer }: { viewer: Viewer }) {
  const [save, { loading }] = useMutation(UPDATE_PROFILE);
  const [outcome, setOutcome] = useState<FormOutcome | null>(null);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.reset(), [viewer.version]);
  const faults = outcome?.kind === 'refused' ? fieldProblems(outcome.problem) : {};

  const submit = async (form: FormData) => {
    setOutcome(null);
    const input = {
      displayName: String(form.get('displayName')).trim(),
      email: String(form.get('email')).trim(),
      expectedVersion: viewer.version,
    };
    try {
      const { data } = await save({ variables: { input } });
      const answer = data?.updateProfile;
      if (isProblem(answer)) {
        setOutcome({ kind: 'refused', problem: answer });
        // A new token brings the newest profile along.
        if (answer.__typename === 'ConflictProblem') await session.renew(await session.token());
      } else if (answer?.__typename === 'UpdateProfileSuccess') {
        setOutcome({ kind: 'saved' });
        session.update(answer.user);
      }
    } catch (fault) {
      setOutcome({ kind: 'fault', fault });
    }
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void submit(new FormData(event.currentTarget));
  };
  return (
    <chakra.form ref={element} onSubmit={onSubmit} display="flex" flexDirection="column" gap={4}>
      <TextField
        label="Your name"
        name="displayName"
        required
        maxLength={80}
        autoComplete="name"
        defaultValue={viewer.displayName}
        error={faults['displayName']}
      />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        required
        autoComplete="email"
        defaultValue={viewer.email ?? ''}
        error={faults['email']}
      />
      <Outcome outcome={outcome} saved="Saved." />
      <ActionButton type="submit" alignSelf="flex-start" held={loading}>
        {loading ? 'Saving…' : 'Save'}
      </ActionButton>
    </chakra.form>
  );
}
