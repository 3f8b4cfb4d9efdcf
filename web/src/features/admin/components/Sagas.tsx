import { useQuery, useSubscription } from '@apollo/client/react';
import { Box, Flex, Grid, Stack } from '@chakra-ui/react';
import { Link, useSearchParams } from 'react-router';
import type { SagaListQuery } from '../../../__generated__/operations.ts';
import { formatDateTime } from '../../../shared/format.ts';
import { keysOf, oneOf } from '../../../shared/one-of.ts';
import { useReadSoon } from '../../../shared/use-read-soon.ts';
import { Badge } from '../../../ui/badge.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { FilterField } from '../../../ui/filter-field.tsx';
import { ListStates } from '../../../ui/list-states.tsx';
import { Row } from '../../../ui/row.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Empty, Fault } from '../../../ui/states.tsx';
import {
  SAGA_STATES,
  SAGA_TYPE_WORDS,
  SagaControls,
  sagaPath,
  sagaTitle,
  stateTitle,
  stateTone,
} from '../../sagas/index.ts';
import { SAGA_LIST, SAGAS_MOVED } from '../operations.ts';
import { readSagaView, SAGA_SHOWS, sagaFilterOf, writeSagaView, type SagaShow, type SagaView } from '../saga-filter.ts';

const PAGE = 20;
/** Many sagas move at once: the list is read once for all of them. */
const LIST_LAG_MS = 2_000;
const TYPES = keysOf(SAGA_TYPE_WORDS);
const EMPTY: Record<SagaShow, string> = {
  running: 'Nothing is on the way',
  parked: 'Nothing waits for a person',
  ended: 'Nothing has ended yet',
  all: 'Nothing like that',
};
type Saga = NonNullable<SagaListQuery['sagas']>['edges'][number]['node'];

/** Orders, refunds and settlements as they go, live, and what waits for a person among them. */
export function Sagas() {
  const [params, setParams] = useSearchParams();
  const view = readSagaView(params, TYPES, SAGA_STATES);
  const { data, error, refetch, fetchMore } = useQuery(SAGA_LIST, {
    variables: { first: PAGE, filter: sagaFilterOf(view) },
    fetchPolicy: 'cache-and-network',
  });
  const list = data?.sagas;
  const readSoon = useReadSoon(refetch, LIST_LAG_MS);
  const turned = (list?.edges.length ?? 0) > PAGE;
  const { error: lost } = useSubscription(SAGAS_MOVED, { ignoreResults: true, onData: () => !turned && readSoon() });
  const change = (next: Partial<SagaView>) => setParams(writeSagaView({ ...view, ...next }), { replace: true });
  return (
    <Stack gap={5}>
      <Grid gridTemplateColumns={{ base: 'repeat(2, minmax(0, 1fr))', md: 'repeat(3, minmax(0, 240px))' }} gap={3}>
        <SelectField
          label="Show"
          value={view.show}
          onChange={({ currentTarget }) =>
            change({ show: oneOf(currentTarget.value, keysOf(SAGA_SHOWS)) ?? 'running' })
          }
        >
          {Object.entries(SAGA_SHOWS).map(([show, { label }]) => (
            <option key={show} value={show}>
              {label}
            </option>
          ))}
        </SelectField>
        <FilterField
          label="Kind"
          any="All"
          value={view.type}
          all={TYPES}
          words={(type) => SAGA_TYPE_WORDS[type].name}
          onChange={(type) => change({ type })}
        />
        <FilterField
          label="State"
          any="Any"
          value={view.state}
          all={SAGA_STATES}
          words={stateTitle}
          onChange={(state) => change({ state })}
        />
      </Grid>
      {lost !== undefined && (
        <Fault error={lost} title="The list is not live." retry={() => window.location.reload()} />
      )}
      <ListStates
        what="the sagas"
        count={list?.edges.length}
        error={error}
        retry={() => void refetch()}
        empty={
          <Empty icon="check" title={EMPTY[view.show]}>
            Choose other conditions to see more.
          </Empty>
        }
      >
        <Stack as="ul" listStyleType="none" gap={3}>
          {list?.edges.map(({ node }) => (
            <SagaRow key={node.id} saga={node} reload={refetch} />
          ))}
        </Stack>
        {list?.pageInfo.hasNextPage && (
          <ShowMore onMore={() => fetchMore({ variables: { after: list.pageInfo.endCursor } })} />
        )}
      </ListStates>
    </Stack>
  );
}

function SagaRow({ saga, reload }: { saga: Saga; reload: () => Promise<unknown> }) {
  const title = sagaTitle(saga.type, saga.sale?.number ?? null);
  return (
    <Row>
      <Flex justifyContent="space-between" alignItems="center" gap={3} flexWrap="wrap">
        <Box minWidth={0} flex="1 1 260px">
          <Flex gap={3} alignItems="center" flexWrap="wrap">
            <Box fontWeight={700}>
              <Link to={sagaPath(saga.id)}>{title}</Link>
            </Box>
            {saga.parked && <Badge tone="low">Waits for a person</Badge>}
            <Badge tone={stateTone(saga.state)}>{stateTitle(saga.state)}</Badge>
          </Flex>
          <Box textStyle="small" color="fg.muted" marginTop={1}>
            Began {formatDateTime(saga.createdAt)}, last moved {formatDateTime(saga.updatedAt)}
          </Box>
          {(saga.parkedReason ?? saga.errorMessage) && (
            <Box textStyle="small" marginTop={1} _firstLetter={{ textTransform: 'uppercase' }}>
              {saga.parkedReason ?? saga.errorMessage}
            </Box>
          )}
        </Box>
        <SagaControls saga={saga} about={title} reload={reload} />
      </Flex>
    </Row>
  );
}
