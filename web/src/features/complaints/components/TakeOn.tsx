import { useMutation } from '@apollo/client/react';
import { Box, Flex } from '@chakra-ui/react';
import { ActionButton } from '../../../ui/button.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { ASSIGN_COMPLAINT, START_COMPLAINT } from '../mutations.ts';
import type { Deeds } from '../rules.ts';
import { useComplaintDeed } from '../use-complaint-deed.ts';

/** The two presses with which an agent takes a complaint on and begins. */
export function TakeOn({
  complaint: { id, version, number },
  deeds,
  reload,
}: {
  complaint: { id: string; version: number; number: number };
  deeds: Deeds;
  reload: () => Promise<unknown>;
}) {
  const [assign] = useMutation(ASSIGN_COMPLAINT);
  const [start] = useMutation(START_COMPLAINT);
  const { busy, refusal, run } = useComplaintDeed(reload);
  if (!deeds.take && !deeds.start && !refusal) return null;
  const variables = { input: { complaintId: id, expectedVersion: version } };
  return (
    <>
      {/* Above the link of a row, which covers all of it. */}
      <Flex gap={2} flexWrap="wrap" position="relative">
        {deeds.take && (
          <ActionButton
            variant="outline"
            held={busy}
            aria-label={`Assign to me: complaint ${number}`}
            onClick={() => void run(async () => (await assign({ variables })).data?.assignComplaint, 'It is yours.')}
          >
            Assign to me
          </ActionButton>
        )}
        {deeds.start && (
          <ActionButton
            held={busy}
            aria-label={`Start work: complaint ${number}`}
            onClick={() => void run(async () => (await start({ variables })).data?.startComplaint, 'You work on it.')}
          >
            Start work
          </ActionButton>
        )}
      </Flex>
      {refusal && (
        <Box flexBasis="full">
          <Refusal text={refusal} />
        </Box>
      )}
    </>
  );
}
