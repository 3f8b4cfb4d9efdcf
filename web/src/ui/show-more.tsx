import { Flex } from '@chakra-ui/react';
import { useState } from 'react';
import { announce } from '../shared/announce.ts';
import { faultMessage } from '../shared/fault-message.ts';
import { ActionButton } from './button.tsx';

/** The way to the next page of a list, which grows by it. */
export function ShowMore({ onMore }: { onMore: () => Promise<unknown> }) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await onMore().catch((fault: unknown) => announce(faultMessage(fault)));
    setBusy(false);
  };
  return (
    <Flex justifyContent="center" marginTop={6}>
      <ActionButton variant="outline" held={busy} onClick={() => void press()}>
        {busy ? 'Loading more…' : 'Show more'}
      </ActionButton>
    </Flex>
  );
}
