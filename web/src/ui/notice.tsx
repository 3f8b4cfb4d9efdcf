import { Box, Flex } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

export type Tone = 'plain' | 'good' | 'low' | 'refused';

const TONES: Record<Tone, { bg: string; color: string; icon: IconName }> = {
  plain: { bg: 'enamel.tint', color: 'enamel.text', icon: 'info' },
  good: { bg: 'good.tint', color: 'good.text', icon: 'check' },
  low: { bg: 'low.tint', color: 'low.text', icon: 'warning' },
  refused: { bg: 'refused.tint', color: 'refused.text', icon: 'warning' },
};

/**
 * A message beside what it is about. `announce` reads it out when it appears: refusals at once, everything else when the
 * reader pauses.
 */
export function Notice({
  tone = 'plain',
  announce = false,
  title,
  children,
  action,
}: {
  tone?: Tone;
  announce?: boolean;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const { bg, color, icon } = TONES[tone];
  return (
    <Flex
      role={announce ? (tone === 'refused' ? 'alert' : 'status') : undefined}
      bg={bg}
      color={color}
      borderRadius="card"
      padding={4}
      gap={3}
      alignItems="flex-start"
    >
      <Icon name={icon} marginTop={0.5} />
      <Box flex="1" minWidth={0}>
        {title && <Box fontWeight={700}>{title}</Box>}
        {children && <Box color="fg.ink">{children}</Box>}
        {action && <Box marginTop={3}>{action}</Box>}
      </Box>
    </Flex>
  );
}
