import { useMutation } from '@apollo/client/react';
import { Box, Flex } from '@chakra-ui/react';
import type { SagaProgressFragment } from '../../../__generated__/operations.ts';
import { useViewer } from '../../../session/current.ts';
import { useDeed } from '../../../shared/use-deed.ts';
import { ActionButton } from '../../../ui/button.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { CANCEL_SAGA, RESUME_SAGA } from '../saga-progress.ts';
import { canCancel, TYPE_WORDS } from '../saga-words.ts';

type Controlled = Pick<SagaProgressFragment, 'id' | 'type' | 'state' | 'cancelRequested' | 'parked' | 'user'>;

/**
 * Stops a saga while that is possible, for whom it works and for admins: what was done is then taken back, and the stepper
 * shows it. Admins let one go on that waits for a person.
 */
export function SagaControls({
  saga,
  about,
  reload,
}: {
  saga: Controlled;
  /** Where there are several: of which one the buttons are. */
  about?: string;
  reload?: () => Promise<unknown>;
}) {
  const viewer = useViewer();
  const [cancel] = useMutation(CANCEL_SAGA);
  const [resume] = useMutation(RESUME_SAGA);
  const { busy, refusal, run } = useDeed(reload);
  const admin = viewer?.role === 'ADMIN';
  const mayStop = canCancel(saga) && (admin || saga.user?.id === viewer?.id);
  const mayResume = saga.parked && admin;
  if (!mayStop && !mayResume && !refusal) return null;
  const variables = { input: { sagaId: saga.id } };
  const { stop } = TYPE_WORDS[saga.type];
  const named = (words: string) => (about ? `${words}: ${about}` : undefined);
  return (
    <>
      <Flex gap={2} flexWrap="wrap">
        {mayResume && (
          <ActionButton
            variant="outline"
            held={busy}
            aria-label={named('Let it go on')}
            onClick={() => void run(async () => (await resume({ variables })).data?.resumeSaga, 'It goes on.')}
          >
            Let it go on
          </ActionButton>
        )}
        {mayStop && (
          <ActionButton
            variant="danger"
            held={busy}
            aria-label={named(stop)}
            onClick={() =>
              void run(async () => (await cancel({ variables })).data?.cancelSaga, 'It is being called off.')
            }
          >
            {stop}
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
