import { useMutation, useQuery } from '@apollo/client/react';
import { Box, Flex, Stack } from '@chakra-ui/react';
import { Link } from 'react-router';
import type { DeadLetterFault, DeadLetterListQuery } from '../../../__generated__/operations.ts';
import { formatDateTime, plural } from '../../../shared/format.ts';
import { useDeed } from '../../../shared/use-deed.ts';
import { Badge } from '../../../ui/badge.tsx';
import { ActionButton } from '../../../ui/button.tsx';
import { ListStates } from '../../../ui/list-states.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { Row } from '../../../ui/row.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Empty } from '../../../ui/states.tsx';
import { DEAD_LETTER_LIST, REPLAY_DEAD_LETTER } from '../operations.ts';
import { auditPath } from '../urls.ts';

const PAGE = 20;
type Letter = NonNullable<DeadLetterListQuery['deadLetters']>['edges'][number]['node'];

const FAULT_WORDS: Record<DeadLetterFault, string> = {
  DATABASE_REFUSED: 'Refused by the database',
  HANDLER_FAULT: 'Failed',
  WAITS: 'Waits behind an earlier one',
};

/** Events that somebody could not take in, and the way to try them again once the fault is mended. */
export function DeadLetters() {
  const { data, error, refetch, fetchMore } = useQuery(DEAD_LETTER_LIST, {
    variables: { first: PAGE },
    fetchPolicy: 'cache-and-network',
  });
  const list = data?.deadLetters;
  return (
    <Stack gap={5}>
      {list && list.missing.length > 0 && (
        <Notice tone="low" title="This is not all.">
          What {list.missing.join(', ')} set aside cannot be read right now.
        </Notice>
      )}
      <ListStates
        what="the dead letters"
        count={list?.edges.length}
        error={error}
        retry={() => void refetch()}
        empty={
          <Empty icon="check" title="No dead letters">
            Everything that happened was taken in by everybody who reads it.
          </Empty>
        }
      >
        <Stack as="ul" listStyleType="none" gap={3}>
          {list?.edges.map(({ node }) => (
            <DeadLetterRow key={node.id} letter={node} reload={refetch} />
          ))}
        </Stack>
        {list?.pageInfo.hasNextPage && (
          <ShowMore onMore={() => fetchMore({ variables: { after: list.pageInfo.endCursor } })} />
        )}
      </ListStates>
    </Stack>
  );
}

function DeadLetterRow({ letter, reload }: { letter: Letter; reload: () => Promise<unknown> }) {
  const [replay] = useMutation(REPLAY_DEAD_LETTER, { refetchQueries: ['DeadLetterList'] });
  const { busy, refusal, run } = useDeed(reload);
  const press = () =>
    void run(
      async () => (await replay({ variables: { input: { deadLetterId: letter.id } } })).data?.replayDeadLetter,
      'It was taken in.',
    );
  return (
    <Row>
      <Flex justifyContent="space-between" alignItems="flex-start" gap={3} flexWrap="wrap">
        <Box minWidth={0} flex="1 1 260px">
          <Flex gap={3} alignItems="center" flexWrap="wrap">
            <Box fontWeight={700} overflowWrap="anywhere">
              {letter.type}
            </Box>
            <Badge tone={letter.fault === 'WAITS' ? 'plain' : 'refused'}>{FAULT_WORDS[letter.fault]}</Badge>
          </Flex>
          <Box textStyle="small" color="fg.muted" marginTop={1}>
            From {letter.source} for {letter.consumer}, set aside {formatDateTime(letter.parkedAt)}
            {letter.attempts > 0 && `, ${plural(letter.attempts, 'try', 'tries')}`}
          </Box>
          <Box textStyle="small" marginTop={1} overflowWrap="anywhere">
            {letter.error}
          </Box>
          <Box textStyle="small" marginTop={1} textDecoration="underline">
            <Link to={auditPath({ stream: letter.streamId })}>
              {letter.streamType}, event {letter.streamVersion}
            </Link>
          </Box>
        </Box>
        <ActionButton variant="outline" held={busy} onClick={press} aria-label={`Try ${letter.type} again`}>
          {busy ? 'Trying…' : 'Try again'}
        </ActionButton>
      </Flex>
      {refusal && (
        <Box marginTop={3}>
          <Refusal text={refusal} />
        </Box>
      )}
    </Row>
  );
}
