import { chakra } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import type { Tone } from './notice.tsx';

/** How something stands, in a word; the colour only repeats it. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  const [bg, color] = tone === 'plain' ? ['enamel.tint', 'enamel.text'] : [`${tone}.tint`, `${tone}.text`];
  return (
    <chakra.span
      display="inline-block"
      bg={bg}
      color={color}
      fontWeight={600}
      textStyle="small"
      paddingInline={3}
      paddingBlock={1}
      borderRadius="pill"
      whiteSpace="nowrap"
    >
      {children}
    </chakra.span>
  );
}
