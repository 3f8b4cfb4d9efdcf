import { useQuery } from '@apollo/client/react';
import { Grid, Stack } from '@chakra-ui/react';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { DeskQueryVariables } from '../../../__generated__/operations.ts';
import { useViewer } from '../../../session/current.ts';
import { MembersOnly } from '../../../session/members-only.tsx';
import type { Viewer } from '../../../session/session.ts';
import { keysOf, oneOf } from '../../../shared/one-of.ts';
import { CheckField, SelectField } from '../../../ui/field.tsx';
import { FilterField } from '../../../ui/filter-field.tsx';
import { ListStates } from '../../../ui/list-states.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Empty, Fault } from '../../../ui/states.tsx';
import { DeskRow } from '../components/DeskRow.tsx';
import { NumberField } from '../components/NumberField.tsx';
import { CATEGORY_WORDS, PRIORITY_WORDS, STATUS_WORDS } from '../complaint-words.ts';
import { DESK_SORTS, deskFilterOf, readDeskView, writeDeskView, type DeskView } from '../desk-view.ts';
import { DESK } from '../operations.ts';
import { ownPosition } from '../own-position.ts';
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

/** What is asked for: a list that tells of what this person did before they came, on this page or another. */
const deskVariables = (view: DeskView, me: string): DeskQueryVariables => ({
  first: PAGE,
  filter: deskFilterOf(view, me),
  orderBy: DESK_SORTS[view.sort].orderBy,
  minPosition: ownPosition.get(),
});

/** All complaints, live, and whose they are. */
function Desk({ viewer }: { viewer: Viewer }) {
  const [params, setParams] = useSearchParams();
  const view = readDeskView(params);
  const variables = useMemo(() => deskVariables(readDeskView(params), viewer.id), [params, viewer.id]);
  const { data, error, refetch, fetchMore } = useQuery(DESK, { variables, fetchPolicy: 'cache-and-network' });
  const read = () => refetch({ minPosition: ownPosition.get() });
  const list = data?.complaints;
  const stale = list?.stale ?? false;
  const { error: lost } = useFollowDesk(read, { turned: (list?.edges.length ?? 0) > PAGE, stale });
  const change = (next: Partial<DeskView>) => setParams(writeDeskView({ ...view, ...next }), { replace: true });
  return (
    <Page title="Desk">
      <Stack gap={5}>
        <Grid
          role="group"
          aria-label="Which complaints"
          gridTemplateColumns={{ base: 'repeat(2, minmax(0, 1fr))', lg: 'repeat(5, minmax(0, 1fr)) auto' }}
          gap={3}
          alignItems="end"
        >
          <FilterField
            label="Status"
            any="Any"
            value={view.status}
            all={keysOf(STATUS_WORDS)}
            words={(status) => STATUS_WORDS[status].text}
            onChange={(status) => change({ status })}
          />
          <FilterField
            label="About"
            any="Anything"
            value={view.category}
            all={keysOf(CATEGORY_WORDS)}
            words={(category) => CATEGORY_WORDS[category]}
            onChange={(category) => change({ category })}
          />
          <FilterField
            label="How urgent"
            any="Any"
            value={view.priority}
            all={keysOf(PRIORITY_WORDS)}
            words={(priority) => PRIORITY_WORDS[priority].text}
            onChange={(priority) => change({ priority })}
          />
          <NumberField value={view.number} onChange={(number) => change({ number })} />
          <SelectField
            label="Order"
            value={view.sort}
            onChange={({ currentTarget }) =>
              change({ sort: oneOf(currentTarget.value, keysOf(DESK_SORTS)) ?? 'newest' })
            }
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
        {stale && <Notice announce>What you did last is kept, but is not in this list yet.</Notice>}
        <ListStates
          what="the complaints"
          count={list?.edges.length}
          error={error}
          retry={() => void read()}
          empty={
            <Empty icon="check" title="No complaints like that">
              Choose other conditions to see more.
            </Empty>
          }
        >
          <Stack as="ul" listStyleType="none" gap={3}>
            {list?.edges.map(({ node }) => (
              <DeskRow key={node.id} complaint={node} viewer={viewer} reload={read} />
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
