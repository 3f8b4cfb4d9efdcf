import { useMutation } from '@apollo/client/react';
import { Box, chakra, Stack } from '@chakra-ui/react';
import { useState, type FormEvent } from 'react';
import type { ComplaintPageQuery, ComplaintResolution } from '../../../__generated__/operations.ts';
import { unitsName, unitsOf } from '../../../shared/units.ts';
import { ActionButton } from '../../../ui/button.tsx';
import { SelectField, TextAreaField } from '../../../ui/field.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { UnitsField } from '../../../ui/units-field.tsx';
import { isOfAnOrder, RESOLUTION_WORDS, resolutionsFor } from '../complaint-words.ts';
import { RESOLVE_COMPLAINT } from '../mutations.ts';
import { useComplaintDeed } from '../use-complaint-deed.ts';

type Complaint = NonNullable<ComplaintPageQuery['complaint']>;

/** Decides a complaint: how it is settled, with what of the order, and what the customer is told. */
export function ResolveForm({
  complaint: { id, version, requestedResolution, sale },
  reload,
}: {
  complaint: Pick<Complaint, 'id' | 'version' | 'requestedResolution' | 'sale'>;
  reload: () => Promise<unknown>;
}) {
  const [resolve] = useMutation(RESOLVE_COMPLAINT);
  const { busy, refusal, faults, run } = useComplaintDeed(reload);
  const choices = resolutionsFor(sale !== null);
  const [resolution, setResolution] = useState<ComplaintResolution>(
    choices.find((choice) => choice === requestedResolution) ?? 'EXPLANATION',
  );
  const lines =
    (isOfAnOrder(resolution) && sale?.lines.filter(({ refundableQuantity }) => refundableQuantity > 0)) || [];
  const lineFaults = Object.entries(faults).flatMap(([path, fault]) => (path.startsWith('lines') ? [fault] : []));

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const comment = String(form.get('comment')).trim();
    const chosen = unitsOf(
      form,
      lines.map((line) => line.id),
    );
    const input = {
      complaintId: id,
      expectedVersion: version,
      resolution,
      ...(comment && { comment }),
      ...(chosen.length > 0 && { lines: chosen }),
    };
    void run(
      async () => (await resolve({ variables: { input } })).data?.resolveComplaint,
      'The complaint is resolved.',
    );
  };
  return (
    <chakra.form onSubmit={onSubmit} display="flex" flexDirection="column" gap={3}>
      <SelectField
        label="How is it settled?"
        value={resolution}
        onChange={({ currentTarget }) => setResolution(currentTarget.value as ComplaintResolution)}
        error={faults['resolution']}
        hint={requestedResolution && `The customer asked for: ${RESOLUTION_WORDS[requestedResolution].toLowerCase()}`}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {RESOLUTION_WORDS[choice]}
          </option>
        ))}
      </SelectField>
      {lines.length > 0 && (
        <Stack as="fieldset" gap={2}>
          <Box as="legend" textStyle="label" marginBottom={1.5}>
            For what of the order? All that is left, unless you choose.
          </Box>
          {lines.map((line) => (
            <UnitsField
              key={line.id}
              name={unitsName(line.id)}
              label={line.productName}
              most={line.refundableQuantity}
            />
          ))}
        </Stack>
      )}
      <TextAreaField
        label="What do you tell the customer?"
        name="comment"
        maxLength={2_000}
        rows={3}
        error={faults['comment']}
      />
      <Refusal text={lineFaults.join(' ') || refusal} />
      <ActionButton type="submit" alignSelf="flex-start" held={busy}>
        {busy ? 'Resolving…' : 'Resolve'}
      </ActionButton>
    </chakra.form>
  );
}
