import { Box, chakra, Flex, Stack } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { faultMessage } from '../shared/fault-message.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { Notice } from './notice.tsx';

/** A grey shape where something will stand. */
export const Bone = chakra('div', {
  base: { bg: 'bg.sunken', borderRadius: 'plate', animation: 'breathe 1.6s ease-in-out infinite', minHeight: '1em' },
});

/** Bones with the words that readers hear instead. */
export function Loading({ what, children }: { what: string; children: ReactNode }) {
  return (
    <Box role="status" aria-live="polite">
      <chakra.span srOnly>Loading {what}…</chakra.span>
      <Box aria-hidden>{children}</Box>
    </Box>
  );
}

/** Nothing is here, and what to do about it. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Stack alignItems="center" textAlign="center" paddingBlock={{ base: 12, md: 20 }} paddingInline={4} gap={3}>
      <Flex
        boxSize="64px"
        borderRadius="pill"
        bg="enamel.tint"
        color="enamel.text"
        alignItems="center"
        justifyContent="center"
      >
        <Icon name={icon} size="30px" />
      </Flex>
      <Box as="h2" textStyle="heading">
        {title}
      </Box>
      {children && (
        <Box color="fg.muted" maxWidth="44ch">
          {children}
        </Box>
      )}
      {action && <Box marginTop={2}>{action}</Box>}
    </Stack>
  );
}

/** It did not work: why, in words, and a way to try again. */
export function Fault({ error, title, retry }: { error: unknown; title: string; retry?: (() => void) | undefined }) {
  return (
    <Notice
      tone="refused"
      announce
      title={title}
      action={
        retry && (
          <Button variant="outline" onClick={retry}>
            Try again
          </Button>
        )
      }
    >
      {faultMessage(error)}
    </Notice>
  );
}
