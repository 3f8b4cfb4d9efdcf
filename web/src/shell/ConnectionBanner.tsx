import { Box, Flex } from '@chakra-ui/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useConnection } from '../apollo/connection.ts';

/** A hiccup shorter than this is nobody's business. */
const PATIENCE_MS = 1_500;

function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('online', listener);
      window.addEventListener('offline', listener);
      return () => {
        window.removeEventListener('online', listener);
        window.removeEventListener('offline', listener);
      };
    },
    () => navigator.onLine,
  );
}

/** Says that what is shown may be old: offline, or while the live connection is being made again. */
export function ConnectionBanner() {
  const online = useOnline();
  const lost = useConnection() === 'reconnecting';
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    if (!lost) return;
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setPatient(true);
    };
  }, [lost]);
  const text = !online
    ? 'You are offline. What you see may be out of date.'
    : lost && !patient
      ? 'The live connection was lost. Reconnecting; what you see may be out of date.'
      : null;
  return (
    <Box role="status" data-no-print>
      {text && (
        <Flex
          bg="low.tint"
          color="low.text"
          justifyContent="center"
          alignItems="center"
          gap={2.5}
          paddingInline={4}
          paddingBlock={2}
          textStyle="small"
          fontWeight={600}
        >
          <Box
            as="span"
            boxSize="9px"
            borderRadius="pill"
            bg="currentColor"
            animation="breathe 1.2s infinite"
            flexShrink={0}
          />
          {text}
        </Flex>
      )}
    </Box>
  );
}
