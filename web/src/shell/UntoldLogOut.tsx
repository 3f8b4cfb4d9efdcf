import { Box } from '@chakra-ui/react';
import { useSession } from '../session/current.ts';
import { untoldLogout } from '../session/untold-logout.ts';
import { useStore } from '../shared/store.ts';
import { Notice } from '../ui/notice.tsx';

/** Above each page, for whoever has left while the shop could not be told: until somebody logs in. */
export function UntoldLogOut() {
  const isUntold = useStore(untoldLogout);
  const { status } = useSession();
  if (!isUntold || status === 'signed-in') return null;
  return (
    <Box maxWidth="page" width="100%" marginInline="auto" paddingInline={{ base: 4, md: 8 }} paddingTop={4}>
      <Notice tone="refused" announce title="You are logged out here, but the shop could not be told.">
        On a computer that others use, log in again once the shop can be reached, and log out.
      </Notice>
    </Box>
  );
}
