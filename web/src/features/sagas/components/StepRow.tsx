import { Box, Flex } from '@chakra-ui/react';
import type { SagaStepState } from '../../../__generated__/operations.ts';
import { Icon, type IconName } from '../../../ui/icon.tsx';
import type { StepView } from '../stepper.ts';

type Look = { icon: IconName | null; bg: string; color: string; line: string };

const LOOKS: Record<SagaStepState, Look> = {
  WAITING: { icon: null, bg: 'bg.sunken', color: 'fg.muted', line: 'line.soft' },
  RUNNING: { icon: null, bg: 'enamel.tint', color: 'enamel.text', line: 'line.soft' },
  DONE: { icon: 'check', bg: 'enamel.solid', color: 'enamel.on', line: 'enamel.solid' },
  FAILED: { icon: 'cross', bg: 'refused.tint', color: 'refused.text', line: 'line.soft' },
  UNDOING: { icon: 'undo', bg: 'low.tint', color: 'low.text', line: 'line.soft' },
  UNDONE: { icon: 'undo', bg: 'low.tint', color: 'low.text', line: 'line.soft' },
};

/** One step of an order. */
export function StepRow({ step, index, last }: { step: StepView; index: number; last: boolean }) {
  const { icon, bg, color, line } = LOOKS[step.state];
  const active = step.state === 'RUNNING' || step.state === 'UNDOING';
  return (
    <Flex
      as="li"
      gap={4}
      // An order that takes a few milliseconds still comes step by step.
      animation="rise 320ms ease-out both"
      animationDelay={`${index * 130}ms`}
      aria-current={active ? 'step' : undefined}
      data-step={step.name}
      data-state={step.state}
    >
      <Flex direction="column" alignItems="center" aria-hidden>
        <Flex
          position="relative"
          boxSize="38px"
          borderRadius="pill"
          bg={bg}
          color={color}
          alignItems="center"
          justifyContent="center"
          fontWeight={700}
          transition="background 260ms, color 260ms"
          transitionDelay={`${index * 90}ms`}
        >
          {icon ? <Icon name={icon} /> : index + 1}
          {active && (
            <Box
              position="absolute"
              inset="-3px"
              borderRadius="pill"
              border="3px solid"
              borderColor="transparent"
              borderTopColor={color}
              animation="turn 900ms linear infinite"
            />
          )}
        </Flex>
        {!last && (
          <Box
            flex="1"
            width="3px"
            minHeight="26px"
            bg={line}
            transition="background 260ms"
            transitionDelay={`${index * 90}ms`}
          />
        )}
      </Flex>
      <Box paddingBottom={last ? 0 : 5} paddingTop={1.5} flex="1" minWidth={0}>
        <Flex justifyContent="space-between" gap={3}>
          <Box fontWeight={700}>{step.title}</Box>
          {step.detail && (
            <Box textStyle="small" color="fg.muted" whiteSpace="nowrap" fontVariantNumeric="tabular-nums">
              {step.detail}
            </Box>
          )}
        </Flex>
        <Box
          color={step.state === 'DONE' || step.state === 'WAITING' ? 'fg.muted' : color}
          fontWeight={active ? 600 : 400}
        >
          {step.words}
        </Box>
      </Box>
    </Flex>
  );
}
