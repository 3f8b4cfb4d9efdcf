import { useMutation } from '@apollo/client/react';
import { Box, chakra, Flex, Stack } from '@chakra-ui/react';
import { useRef, useState, type FormEvent } from 'react';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { session, useSession } from '../../../session/current.ts';
import { nextPath } from '../../../session/next-path.ts';
import { LOGIN } from '../../../session/operations.ts';
import { announce } from '../../../shared/announce.ts';
import { faultMessage } from '../../../shared/fault-message.ts';
import { isProblem, problemMessage } from '../../../shared/problem-message.ts';
import { useShopConfig } from '../../../shared/shop-config.ts';
import { ActionButton, Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { DemoAccounts } from '../components/DemoAccounts.tsx';
import { ShopReachable } from '../components/ShopReachable.tsx';

/** Name and password; in a demo also the accounts it comes with. */
export function Component() {
  const [params] = useSearchParams();
  const next = nextPath(params);
  const navigate = useNavigate();
  const { status } = useSession();
  const { demo } = useShopConfig();
  const [logIn, { loading }] = useMutation(LOGIN);
  const [refusal, setRefusal] = useState<string | null>(null);
  const password = useRef<HTMLInputElement>(null);

  const submit = async (username: string, secret: string) => {
    setRefusal(null);
    try {
      const { data } = await logIn({ variables: { input: { username, password: secret } } });
      const answer = data?.login;
      if (answer?.__typename === 'LoginSuccess') {
        session.begin(answer);
        announce(`Welcome, ${answer.user.displayName}.`);
        await navigate(next, { replace: true });
        return;
      }
      setRefusal(isProblem(answer) ? problemMessage(answer) : 'Something went wrong on our side.');
      password.current?.select();
    } catch (fault) {
      setRefusal(faultMessage(fault));
    }
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void submit(String(form.get('username')).trim(), String(form.get('password')));
  };

  if (status === 'signed-in' && !loading) return <Navigate to={next} replace />;
  return (
    <Page title="Log in" narrow>
      <Stack gap={5}>
        <Card>
          <chakra.form onSubmit={onSubmit} display="flex" flexDirection="column" gap={4}>
            <TextField
              label="Username"
              name="username"
              required
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={64}
            />
            <TextField
              label="Password"
              name="password"
              type="password"
              required
              autoComplete="current-password"
              maxLength={128}
              ref={password}
            />
            {refusal && (
              <Notice tone="refused" announce>
                {refusal}
              </Notice>
            )}
            <ActionButton type="submit" size="lg" held={loading}>
              {loading ? 'Logging in…' : 'Log in'}
            </ActionButton>
          </chakra.form>
        </Card>
        <Flex justifyContent="center" gap={2} alignItems="center">
          New here?
          <Button asChild variant="quiet">
            <Link to={`/register?next=${encodeURIComponent(next)}`}>Open an account</Link>
          </Button>
        </Flex>
        {demo && <DemoAccounts held={loading} onChoose={(username, secret) => void submit(username, secret)} />}
        <Box>
          <ShopReachable />
        </Box>
      </Stack>
    </Page>
  );
}
