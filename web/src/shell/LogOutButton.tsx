import { useMutation } from '@apollo/client/react';
import { useNavigate } from 'react-router';
import { session } from '../session/current.ts';
import { LOGOUT } from '../session/operations.ts';
import { announce } from '../shared/announce.ts';
import { ActionButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

/** Ends the session here at once, and at the shop as soon as it hears of it. */
export function LogOutButton({ compact = false }: { compact?: boolean }) {
  const [logOut, { loading }] = useMutation(LOGOUT);
  const navigate = useNavigate();
  const leave = async () => {
    // A shop that cannot be reached keeps its session until it runs out; this browser forgets it all the same.
    await logOut({ variables: { input: {} } }).catch(() => {});
    await navigate('/');
    session.end();
    announce('You are logged out.');
  };
  return (
    <ActionButton
      variant={compact ? 'quiet' : 'outline'}
      onClick={() => void leave()}
      held={loading}
      aria-label={compact ? 'Log out' : undefined}
      title={compact ? 'Log out' : undefined}
    >
      <Icon name="leave" />
      {!compact && 'Log out'}
    </ActionButton>
  );
}
