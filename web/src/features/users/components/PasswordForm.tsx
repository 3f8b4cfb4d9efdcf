import { useMutation } from '@apollo/client/react';
import { chakra } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { fieldProblems, isProblem, problemMessage } from '../../../shared/problem-message.ts';
import { ActionButton } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { CHANGE_PASSWORD } from '../operations.ts';
import { Outcome, type FormOutcome } from './Outcome.tsx';

/** Old password, new password; all other sessions of the person end. */
export function PasswordForm({ username }: { username: string }) {
  const [change, { loading }] = useMutation(CHANGE_PASSWORD);
  const [outcome, setOutcome] = useState<FormOutcome | null>(null);
  const problem = outcome?.kind === 'refused' ? outcome.problem : null;
  const wrong = problem?.__typename === 'WrongPasswordProblem';

  const submit = async (element: HTMLFormElement) => {
    setOutcome(null);
    const form = new FormData(element);
    const input = {
      currentPassword: String(form.get('currentPassword')),
      newPassword: String(form.get('newPassword')),
    };
    try {
      const { data } = await change({ variables: { input } });
      const answer = data?.changePassword;
      if (isProblem(answer)) return setOutcome({ kind: 'refused', problem: answer });
      element.reset();
      setOutcome({ kind: 'saved' });
    } catch (fault) {
      setOutcome({ kind: 'fault', fault });
    }
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void submit(event.currentTarget);
  };
  return (
    <chakra.form onSubmit={onSubmit} display="flex" flexDirection="column" gap={4}>
      {/* Password managers want to know whose password it is. */}
      <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
      <TextField
        label="Current password"
        name="currentPassword"
        type="password"
        required
        autoComplete="current-password"
        maxLength={128}
        error={wrong && problem ? problemMessage(problem) : undefined}
      />
      <TextField
        label="New password"
        name="newPassword"
        type="password"
        required
        minLength={8}
        maxLength={128}
        autoComplete="new-password"
        hint="At least 8 characters; not one that everybody tries first"
        error={fieldProblems(problem)['newPassword']}
      />
      {!wrong && <Outcome outcome={outcome} saved="Your password is changed. You are logged out everywhere else." />}
      <ActionButton type="submit" alignSelf="flex-start" held={loading}>
        {loading ? 'Changing…' : 'Change password'}
      </ActionButton>
    </chakra.form>
  );
}
