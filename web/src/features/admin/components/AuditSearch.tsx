import { useQuery } from '@apollo/client/react';
import { Box, chakra, Flex, Grid, Stack } from '@chakra-ui/react';
import { useEffect, useRef, type FormEvent } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { AuditEventsQuery } from '../../../__generated__/operations.ts';
import { formatClock, formatDay } from '../../../shared/format.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { ListStates } from '../../../ui/list-states.tsx';
import { Row } from '../../../ui/row.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Empty } from '../../../ui/states.tsx';
import { auditFilterOf, correlationOf, readAuditView, writeAuditView } from '../audit-filter.ts';
import { AUDIT_EVENTS } from '../operations.ts';
import { auditPath } from '../urls.ts';

const PAGE = 20;
type AuditEvent = NonNullable<AuditEventsQuery['events']>['edges'][number]['node'];

/** Everything that happened, the newest first: by type, by thing, or by the act that it belongs to. */
export function AuditSearch() {
  const [params, setParams] = useSearchParams();
  const view = readAuditView(params);
  const { data, error, refetch, fetchMore } = useQuery(AUDIT_EVENTS, {
    variables: { first: PAGE, filter: auditFilterOf(view) },
    fetchPolicy: 'cache-and-network',
  });
  const list = data?.events;
  const form = useRef<HTMLFormElement>(null);
  // Links and "back" change what is searched for without anybody typing.
  useEffect(() => form.current?.reset(), [params]);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const said = (name: string) => String(typed.get(name)).trim();
    setParams(writeAuditView({ type: said('type'), stream: said('stream'), correlation: said('correlation') }));
  };
  return (
    <Stack gap={5}>
      <chakra.form ref={form} role="search" aria-label="Audit" onSubmit={onSubmit}>
        <Grid gridTemplateColumns={{ base: '1fr', md: 'repeat(3, minmax(0, 1fr)) auto' }} gap={3} alignItems="end">
          <TextField
            label="Types of events"
            name="type"
            spellCheck={false}
            defaultValue={view.type}
            placeholder="SaleConfirmed"
          />
          <TextField label="Id of the thing" name="stream" defaultValue={view.stream} spellCheck={false} />
          <TextField label="Correlation id" name="correlation" defaultValue={view.correlation} spellCheck={false} />
          <Flex gap={2}>
            <Button type="submit">Search</Button>
            {params.size > 0 && (
              <Button variant="quiet" onClick={() => setParams({})}>
                Everything
              </Button>
            )}
          </Flex>
        </Grid>
      </chakra.form>
      <ListStates
        what="the events"
        count={list?.edges.length}
        error={error}
        retry={() => void refetch()}
        empty={
          <Empty icon="search" title="No such events">
            Types are written as SaleConfirmed, ids in full.
          </Empty>
        }
      >
        <Stack as="ul" listStyleType="none" gap={2}>
          {list?.edges.map(({ node }) => (
            <EventRow key={node.eventId} event={node} />
          ))}
        </Stack>
        {list?.pageInfo.hasNextPage && (
          <ShowMore onMore={() => fetchMore({ variables: { after: list.pageInfo.endCursor } })} />
        )}
      </ListStates>
    </Stack>
  );
}

function EventRow({ event }: { event: AuditEvent }) {
  const correlation = correlationOf(event.metadata);
  return (
    <Row paddingBlock={3}>
      <Flex justifyContent="space-between" gap={3} flexWrap="wrap">
        <Box fontWeight={700} overflowWrap="anywhere">
          {event.type}
        </Box>
        <Box textStyle="small" color="fg.muted" fontVariantNumeric="tabular-nums">
          {formatDay(event.occurredAt)}, {formatClock(event.occurredAt)}, position {event.position}
        </Box>
      </Flex>
      <Flex textStyle="small" color="fg.muted" columnGap={4} rowGap={1} flexWrap="wrap" textDecoration="underline">
        <Link to={auditPath({ stream: event.streamId })}>
          {event.source}: {event.streamType}, event {event.streamVersion}
        </Link>
        {correlation && <Link to={auditPath({ correlation })}>The whole story</Link>}
      </Flex>
      <chakra.details textStyle="small">
        <chakra.summary cursor="pointer" color="enamel.text" fontWeight={600} paddingBlock={2.5}>
          Details
        </chakra.summary>
        <chakra.pre
          tabIndex={0}
          fontFamily="mono"
          fontSize="0.8125rem"
          whiteSpace="pre-wrap"
          overflowWrap="anywhere"
          bg="bg.sunken"
          borderRadius="plate"
          padding={3}
        >
          {JSON.stringify({ data: event.data, metadata: event.metadata, hash: event.hash }, null, 2)}
        </chakra.pre>
      </chakra.details>
    </Row>
  );
}
