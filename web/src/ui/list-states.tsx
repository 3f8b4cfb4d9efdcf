import { Box, Stack } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { Bone, Fault, Loading } from './states.tsx';

/** A list in each of its states: on its way, not to be had, empty, and there, with the way to more. */
export function ListStates({
  what,
  count,
  error,
  retry,
  empty,
  children,
}: {
  /** "refunds": what is loading, or could not be read. */
  what: string;
  /** Undefined until something has come. */
  count: number | undefined;
  error: unknown;
  retry: () => void;
  empty: ReactNode;
  children: ReactNode;
}) {
  return (
    <>
      {error !== undefined && (
        <Box marginBottom={count === undefined ? 0 : 4}>
          <Fault
            error={error}
            title={`${what.charAt(0).toUpperCase()}${what.slice(1)} could not be read.`}
            retry={retry}
          />
        </Box>
      )}
      {count !== undefined
        ? count > 0
          ? children
          : empty
        : error === undefined && (
            <Loading what={what}>
              <Stack gap={3}>
                {Array.from({ length: 4 }, (_, index) => (
                  <Bone key={index} height="84px" borderRadius="card" />
                ))}
              </Stack>
            </Loading>
          )}
    </>
  );
}
