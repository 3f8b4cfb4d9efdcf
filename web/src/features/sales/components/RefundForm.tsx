import { useMutation } from '@apollo/client/react';
import { Box, chakra, Flex, Stack } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import type { RefundableSaleFragment } from '../../../__generated__/operations.ts';
import { drawKey } from '../../../shared/draw-key.ts';
import { unitsName } from '../../../shared/units.ts';
import { useDeed } from '../../../shared/use-deed.ts';
import { createWishKey } from '../../../shared/wish-key.ts';
import { ActionButton, Button } from '../../../ui/button.tsx';
import { SelectField, TextAreaField } from '../../../ui/field.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { UnitsField } from '../../../ui/units-field.tsx';
import { REQUEST_REFUND } from '../refund-operations.ts';
import { isBlank, readRefundWish } from '../refund-wish.ts';

/** Asks for everything back, or for so many of each line. */
export function RefundForm({
  sale,
  reload,
  onDone,
}: {
  sale: Pick<RefundableSaleFragment, 'id' | 'version' | 'lines'>;
  reload: () => Promise<unknown>;
  onDone: () => void;
}) {
  const [request] = useMutation(REQUEST_REFUND);
  const { busy, refusal, faults, run } = useDeed(reload);
  const [keys] = useState(() => createWishKey(drawKey));
  const [some, setSome] = useState(false);
  const [blank, setBlank] = useState(false);
  const left = sale.lines.filter(({ refundableQuantity }) => refundableQuantity > 0);

  const submit = async (form: FormData) => {
    const wish = readRefundWish(
      form,
      left.map(({ id }) => id),
    );
    setBlank(isBlank(wish));
    if (isBlank(wish)) return;
    const input = {
      saleId: sale.id,
      idempotencyKey: keys.of(wish),
      ...(wish.lines && { lines: wish.lines }),
      ...(wish.reason && { reason: wish.reason }),
    };
    const answer = await run(
      async () => (await request({ variables: { input } })).data?.requestRefund,
      'You have asked for a refund. Somebody at the store decides.',
    );
    if (!answer) return;
    keys.done();
    onDone();
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) void submit(new FormData(event.currentTarget));
  };
  return (
    <chakra.form onSubmit={onSubmit} display="flex" flexDirection="column" gap={4}>
      <SelectField
        label="What do you give back?"
        name="what"
        autoFocus
        value={some ? 'some' : 'all'}
        onChange={({ currentTarget }) => setSome(currentTarget.value === 'some')}
      >
        <option value="all">Everything</option>
        <option value="some">Some of it</option>
      </SelectField>
      {some && (
        <Stack as="fieldset" gap={2}>
          <Box as="legend" textStyle="label" marginBottom={1.5}>
            How many of each?
          </Box>
          {left.map(({ id, productName, refundableQuantity }) => (
            <UnitsField key={id} name={unitsName(id)} label={productName} most={refundableQuantity} />
          ))}
        </Stack>
      )}
      <TextAreaField label="Why?" name="reason" maxLength={1_000} rows={3} error={faults['reason']} />
      <Refusal text={blank ? 'Choose how many of each you give back.' : (faults['lines'] ?? refusal)} />
      <Flex gap={2} flexWrap="wrap">
        <ActionButton type="submit" held={busy}>
          {busy ? 'Sending…' : 'Ask for a refund'}
        </ActionButton>
        <Button variant="quiet" onClick={onDone}>
          Back
        </Button>
      </Flex>
    </chakra.form>
  );
}
