import { Box, chakra, Flex, Stack } from '@chakra-ui/react';
import type { SagaSimulation } from '../../../__generated__/operations.ts';
import { SelectField } from '../../../ui/field.tsx';
import { SIMULATIONS, type PaymentChoice } from '../payment-choices.ts';

/** How to pay; in a demo also what shall go wrong. */
export function PaymentPicker({
  choices,
  chosen,
  onChoose,
  simulation,
}: {
  choices: readonly PaymentChoice[];
  chosen: string;
  onChoose: (id: string) => void;
  simulation: { value: SagaSimulation | ''; onChange: (value: SagaSimulation | '') => void } | null;
}) {
  return (
    <Stack gap={5}>
      <chakra.fieldset border="none" padding={0} margin={0} minWidth={0}>
        <chakra.legend textStyle="heading" marginBottom={2}>
          Pay with
        </chakra.legend>
        <Box borderRadius="plate" border="1px solid" borderColor="line.soft" overflow="hidden">
          {choices.map(({ id, label, hint }) => (
            <Flex
              as="label"
              key={id}
              alignItems="center"
              gap={3}
              paddingInline={4}
              paddingBlock={2}
              minHeight="52px"
              cursor="pointer"
              borderBottom="1px solid"
              borderColor="line.soft"
              _last={{ borderBottom: 'none' }}
              _hover={{ bg: 'enamel.tint' }}
              css={{ '&:has(:checked)': { bg: 'enamel.tint' } }}
            >
              <chakra.input
                type="radio"
                name="payment"
                value={id}
                checked={id === chosen}
                onChange={() => onChoose(id)}
                boxSize="20px"
                accentColor="enamel.solid"
                flexShrink={0}
              />
              <Box minWidth={0}>
                <Box fontWeight={600} lineHeight={1.3}>
                  {label}
                </Box>
                <Box textStyle="small" color="fg.muted">
                  {hint}
                </Box>
              </Box>
            </Flex>
          ))}
        </Box>
      </chakra.fieldset>
      {simulation && (
        <SelectField
          label="Let something go wrong (demo)"
          value={simulation.value}
          onChange={({ currentTarget }) => simulation.onChange(currentTarget.value as SagaSimulation | '')}
        >
          <option value="">Nothing, all goes well</option>
          {Object.entries(SIMULATIONS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      )}
    </Stack>
  );
}
