import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Bone, Empty, Loading } from '../ui/states.tsx';
import { useSession } from './current.ts';
import { loginPath } from './next-path.ts';

/** Shows its page to whoever is signed in; to others the way there and back. What they may see is decided by the server. */
export function MembersOnly({ title, children }: { title: string; children: ReactNode }) {
  const { status } = useSession();
  const { pathname, search } = useLocation();
  if (status === 'signed-in') return children;
  return (
    <Page title={title} hiddenTitle>
      {status === 'restoring' ? (
        <Loading what={title}>
          <Bone height="44px" width="240px" marginBottom={6} />
          <Bone height="280px" />
        </Loading>
      ) : (
        <Empty
          icon="person"
          title="Log in to see this"
          action={
            <Button asChild>
              <Link to={loginPath(`${pathname}${search}`)}>Log in</Link>
            </Button>
          }
        >
          This page belongs to an account. Log in with yours.
        </Empty>
      )}
    </Page>
  );
}
