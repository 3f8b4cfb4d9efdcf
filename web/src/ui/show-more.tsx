import { Stack } from '@chakra-ui/react';
import { useState } from 'react';
import { faultMessage } from '../shared/fault-message.ts';
import { ActionButton } from './button.tsx';
import { Refusal } from './refusal.tsx';

/** The way to the next page of a list, which grows by it. */
export function ShowMore({ onMore }: { onMore: () => Promise<unknown> }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const press = async () => {
    setBusy(true);
    setRefusal(null);
    await onMore().catch((fault: unknown) => setRefusal(faultMessage(fault)));
    setBusy(false);
  };
  return (
    <Stack alignItems="center" gap={3} marginTop={6}>
      <Refusal text={refusal} />
      <ActionButton variant="outline" held={busy} onClick={() => void press()}>
        {busy ? 'Loading more…' : 'Show more'}
      </ActionButton>
    </Stack>
  );
}
