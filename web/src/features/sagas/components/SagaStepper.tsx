import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { Box, Flex, Stack } from '@chakra-ui/react';
import { useState } from 'react';
import type { SagaProgressFragment } from '../../../__generated__/operations.ts';
import { useViewer } from '../../../session/current.ts';
import { useNewest } from '../../../shared/use-newest.ts';
import { Card } from '../../../ui/card.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Fault } from '../../../ui/states.tsx';
import { toldOf, toldToStaff } from '../diary.ts';
import { SAGA_PROGRESS } from '../saga-progress.ts';
import { PHASE_TONES, sentenceOf, stateTitle, stateWords } from '../saga-words.ts';
import { stepViews } from '../stepper.ts';
import { useFollowSaga } from '../use-follow-saga.ts';
import { Diary } from './Diary.tsx';
import { SagaControls } from './SagaControls.tsx';
import { StepRow } from './StepRow.tsx';

/** An order on its way: what is being done, what was done, what is taken back, live and in words: to the shopper in theirs. */
export function SagaStepper({ saga: reference }: { saga: FragmentType<SagaProgressFragment> & { id: string } }) {
  const { data, complete } = useFragment({ fragment: SAGA_PROGRESS, from: reference });
  const viewer = useViewer();
  const saga = useNewest(complete ? data : null);
  const [diaryWanted, setDiaryWanted] = useState(false);
  const { diary, error } = useFollowSaga(saga, diaryWanted);
  if (!saga) return null;
  const { phase } = stateWords(saga.state);
  const own = saga.user?.id === viewer?.id;
  return (
    <Card aria-labelledby="progress-heading">
      <Stack gap={5}>
        <Flex justifyContent="space-between" alignItems="center" gap={3} minHeight="touch" flexWrap="wrap">
          <Box as="h2" id="progress-heading" textStyle="heading">
            Step by step
          </Box>
          <SagaControls saga={saga} />
        </Flex>
        <Box aria-live="polite" aria-atomic>
          <Notice tone={saga.parked ? 'low' : PHASE_TONES[phase]}>
            <Box fontWeight={600} data-saga-state={saga.state}>
              {own ? toldOf(saga) : toldToStaff(saga)}
            </Box>
            {saga.cancelRequested && phase === 'working' && (
              <Box textStyle="small">It was called off; we stop at the next step.</Box>
            )}
            {saga.parked && saga.parkedReason && (
              <Box textStyle="small" _firstLetter={{ textTransform: 'uppercase' }}>
                {saga.parkedReason}
              </Box>
            )}
          </Notice>
        </Box>
        {error !== undefined && (
          <Fault error={error} title="The order cannot be followed live." retry={() => window.location.reload()} />
        )}
        <Box as="ol" listStyleType="none">
          {stepViews(saga).map((step, index, all) => (
            <StepRow key={step.name} step={step} index={index} last={index === all.length - 1} />
          ))}
        </Box>
        <Diary
          entries={diary}
          words={(state) => (own ? sentenceOf(state, saga.type) : stateTitle(state))}
          onOpen={() => setDiaryWanted(true)}
        />
      </Stack>
    </Card>
  );
}
