import { chakra, Flex } from '@chakra-ui/react';
import { useId } from 'react';
import { Input } from './field.tsx';

/** How many of one thing, from none to all that is left. */
export function UnitsField({ name, label, most }: { name: string; label: string; most: number }) {
  const id = useId();
  return (
    <Flex alignItems="center" justifyContent="space-between" gap={3}>
      <chakra.label htmlFor={id} minWidth={0} overflowWrap="anywhere">
        {label} <chakra.span color="fg.muted">of {most}</chakra.span>
      </chakra.label>
      <Input
        id={id}
        name={name}
        type="number"
        inputMode="numeric"
        min={0}
        max={most}
        step={1}
        defaultValue={0}
        width="84px"
        flexShrink={0}
        textAlign="end"
      />
    </Flex>
  );
}
