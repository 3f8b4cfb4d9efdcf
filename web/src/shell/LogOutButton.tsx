import { useMutation } from '@apollo/client/react';
import { useNavigate } from 'react-router';
import { session } from '../session/current.ts';
import { LOGOUT } from '../session/operations.ts';
import { untoldLogout } from '../session/untold-logout.ts';
import { announce } from '../shared/announce.ts';
import { ActionButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

/** Ends the session here at once, and at the shop as soon as it hears of it. */
export function LogOutButton({ compact = false }: { compact?: boolean }) {
  const [logOut, { loading }] = useMutation(LOGOUT);
  const navigate = useNavigate();
  const leave = async () => {
    // This browser forgets the session all the same.
    const isTold = await logOut({ variables: { input: {} } }).then(
      () => true,
      () => false,
    );
    untoldLogout.set(!isTold);
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
