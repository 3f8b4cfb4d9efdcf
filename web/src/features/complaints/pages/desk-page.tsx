import { useQuery } from '@apollo/client/react';
import { Grid, Stack } from '@chakra-ui/react';
import { useSearchParams } from 'react-router';
import type { ComplaintCategory, ComplaintPriority, ComplaintStatus } from '../../../__generated__/operations.ts';
import { useViewer } from '../../../session/current.ts';
import { MembersOnly } from '../../../session/members-only.tsx';
import type { Viewer } from '../../../session/session.ts';
import { CheckField, SelectField } from '../../../ui/field.tsx';
import { ListStates } from '../../../ui/list-states.tsx';
import { Page } from '../../../ui/page.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Empty, Fault } from '../../../ui/states.tsx';
import { DeskRow } from '../components/DeskRow.tsx';
import { CATEGORY_WORDS, PRIORITY_WORDS, STATUS_WORDS } from '../complaint-words.ts';
import { DESK_SORTS, deskFilterOf, readDeskView, writeDeskView, type DeskSort, type DeskView } from '../desk-view.ts';
import { DESK } from '../operations.ts';
import { useFollowDesk } from '../use-follow-desk.ts';

const PAGE = 20;

export function Component() {
  return (
    <MembersOnly title="Desk">
      <DeskOrNot />
    </MembersOnly>
  );
}

function DeskOrNot() {
  const viewer = useViewer();
  if (!viewer) return null;
  if (viewer.role === 'AGENT' || viewer.role === 'ADMIN') return <Desk viewer={viewer} />;
  return (
    <Page title="Desk" hiddenTitle>
      <Empty icon="desk" title="This is not for your account">
        Agents look after complaints here.
      </Empty>
    </Page>
  );
}

/** All complaints, live, and whose they are. */
function Desk({ viewer }: { viewer: Viewer }) {
  const [params, setParams] = useSearchParams();
  const view = readDeskView(params);
  const { data, error, refetch, fetchMore } = useQuery(DESK, {
    variables: { first: PAGE, filter: deskFilterOf(view, viewer.id), orderBy: DESK_SORTS[view.sort].orderBy },
    fetchPolicy: 'cache-and-network',
  });
  const list = data?.complaints;
  const { error: lost } = useFollowDesk(refetch, (list?.edges.length ?? 0) > PAGE);
  const change = (next: Partial<DeskView>) => setParams(writeDeskView({ ...view, ...next }), { replace: true });
  return (
    <Page title="Desk">
      <Stack gap={5}>
        <Grid
          role="group"
          aria-label="Which complaints"
          gridTemplateColumns={{ base: 'repeat(2, minmax(0, 1fr))', lg: 'repeat(4, minmax(0, 1fr)) auto' }}
          gap={3}
          alignItems="end"
        >
          <SelectField
            label="Status"
            value={view.status ?? ''}
            onChange={({ currentTarget }) =>
              change({ status: (currentTarget.value || null) as ComplaintStatus | null })
            }
          >
            <option value="">Any</option>
            {Object.entries(STATUS_WORDS).map(([status, { text }]) => (
              <option key={status} value={status}>
                {text}
              </option>
            ))}
          </SelectField>
          <SelectField
            label="About"
            value={view.category ?? ''}
            onChange={({ currentTarget }) =>
              change({ category: (currentTarget.value || null) as ComplaintCategory | null })
            }
          >
            <option value="">Anything</option>
            {Object.entries(CATEGORY_WORDS).map(([category, words]) => (
              <option key={category} value={category}>
                {words}
              </option>
            ))}
          </SelectField>
          <SelectField
            label="How urgent"
            value={view.priority ?? ''}
            onChange={({ currentTarget }) =>
              change({ priority: (currentTarget.value || null) as ComplaintPriority | null })
            }
          >
            <option value="">Any</option>
            {Object.entries(PRIORITY_WORDS).map(([priority, { text }]) => (
              <option key={priority} value={priority}>
                {text}
              </option>
            ))}
          </SelectField>
          <SelectField
            label="Order"
            value={view.sort}
            onChange={({ currentTarget }) => change({ sort: currentTarget.value as DeskSort })}
          >
            {Object.entries(DESK_SORTS).map(([sort, { label }]) => (
              <option key={sort} value={sort}>
                {label}
              </option>
            ))}
          </SelectField>
          <CheckField
            label="Only mine"
            checked={view.mine}
            onChange={({ currentTarget }) => change({ mine: currentTarget.checked })}
          />
        </Grid>
        {lost !== undefined && (
          <Fault error={lost} title="The desk is not live." retry={() => window.location.reload()} />
        )}
        <ListStates
          what="the complaints"
          count={list?.edges.length}
          error={error}
          retry={() => void refetch()}
          empty={
            <Empty icon="check" title="No complaints like that">
              Choose other conditions to see more.
            </Empty>
          }
        >
          <Stack as="ul" listStyleType="none" gap={3}>
            {list?.edges.map(({ node }) => (
              <DeskRow key={node.id} complaint={node} viewer={viewer} reload={refetch} />
            ))}
          </Stack>
          {list?.pageInfo.hasNextPage && (
            <ShowMore onMore={() => fetchMore({ variables: { after: list.pageInfo.endCursor } })} />
          )}
        </ListStates>
      </Stack>
    </Page>
  );
}
