import { useMutation } from '@apollo/client/react';
import { chakra, Flex, Stack } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { session, useSession } from '../../../session/current.ts';
import { nextPath } from '../../../session/next-path.ts';
import { REGISTER } from '../../../session/operations.ts';
import { announce } from '../../../shared/announce.ts';
import { faultMessage } from '../../../shared/fault-message.ts';
import { fieldProblems, isProblem, problemMessage, type Problem } from '../../../shared/problem-message.ts';
import { ActionButton, Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';

/** What is wrong with which field; a name or address that is taken is a fault of its field too. */
function faultsOf(problem: Problem | null): Record<string, string> {
  if (problem?.__typename === 'UsernameTakenProblem') return { username: problemMessage(problem) };
  if (problem?.__typename === 'EmailTakenProblem') return { email: problemMessage(problem) };
  return fieldProblems(problem);
}

/** Opens an account; whoever does is logged in. */
export function Component() {
  const [params] = useSearchParams();
  const next = nextPath(params);
  const navigate = useNavigate();
  const { status } = useSession();
  const [register, { loading }] = useMutation(REGISTER);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const faults = faultsOf(problem);

  const submit = async (form: FormData, element: HTMLFormElement) => {
    setProblem(null);
    setFault(null);
    const text = (name: string) => String(form.get(name)).trim();
    const displayName = text('displayName');
    const input = {
      username: text('username'),
      email: text('email'),
      password: String(form.get('password')),
      ...(displayName && { displayName }),
    };
    try {
      const { data } = await register({ variables: { input } });
      const answer = data?.register;
      if (answer?.__typename === 'RegisterSuccess') {
        session.begin(answer);
        announce(`Welcome, ${answer.user.displayName}.`);
        await navigate(next, { replace: true });
      } else if (isProblem(answer)) {
        setProblem(answer);
        const first = Object.keys(faultsOf(answer))[0];
        (element.elements.namedItem(first ?? 'username') as HTMLInputElement | null)?.focus();
      }
    } catch (error) {
      setFault(error);
    }
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void submit(new FormData(event.currentTarget), event.currentTarget);
  };

  if (status === 'signed-in' && !loading) return <Navigate to={next} replace />;
  return (
    <Page title="Open an account" narrow>
      <Stack gap={5}>
        <Card>
          <chakra.form onSubmit={onSubmit} display="flex" flexDirection="column" gap={4}>
            <TextField
              label="Username"
              name="username"
              required
              minLength={3}
              maxLength={64}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              hint="3 to 64 letters, digits, dots, dashes or underscores"
              error={faults['username']}
            />
            <TextField
              label="Your name"
              name="displayName"
              maxLength={80}
              autoComplete="name"
              hint="What we call you; may be left out"
              error={faults['displayName']}
            />
            <TextField label="E-mail" name="email" type="email" required autoComplete="email" error={faults['email']} />
            <TextField
              label="Password"
              name="password"
              type="password"
              required
              minLength={8}
              maxLength={128}
              autoComplete="new-password"
              hint="At least 8 characters; not one that everybody tries first"
              error={faults['password']}
            />
            {problem && Object.keys(faults).length === 0 && (
              <Notice tone="refused" announce>
                {problemMessage(problem)}
              </Notice>
            )}
            {fault !== null && (
              <Notice tone="refused" announce>
                {faultMessage(fault)}
              </Notice>
            )}
            <ActionButton type="submit" size="lg" held={loading}>
              {loading ? 'Opening your account…' : 'Open account'}
            </ActionButton>
          </chakra.form>
        </Card>
        <Flex justifyContent="center" gap={2} alignItems="center">
          You have an account?
          <Button asChild variant="quiet">
            <Link to={`/login?next=${encodeURIComponent(next)}`}>Log in</Link>
          </Button>
        </Flex>
      </Stack>
    </Page>
  );
}
