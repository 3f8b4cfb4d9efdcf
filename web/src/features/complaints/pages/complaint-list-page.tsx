import { useQuery } from '@apollo/client/react';
import { Stack } from '@chakra-ui/react';
import { Link } from 'react-router';
import { MembersOnly } from '../../../session/members-only.tsx';
import { Button } from '../../../ui/button.tsx';
import { ListStates } from '../../../ui/list-states.tsx';
import { Page } from '../../../ui/page.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Empty } from '../../../ui/states.tsx';
import { ComplaintRow } from '../components/ComplaintRow.tsx';
import { MY_COMPLAINTS } from '../operations.ts';
import { newComplaintPath } from '../urls.ts';

const PAGE = 20;

export function Component() {
  return (
    <MembersOnly title="Your complaints">
      <ComplaintList />
    </MembersOnly>
  );
}

/** What this person was not content with. */
function ComplaintList() {
  const { data, error, refetch, fetchMore } = useQuery(MY_COMPLAINTS, {
    variables: { first: PAGE },
    fetchPolicy: 'cache-and-network',
  });
  const list = data?.me?.complaints;
  const complain = (
    <Button asChild variant="outline">
      <Link to={newComplaintPath()}>Complain</Link>
    </Button>
  );
  return (
    <Page title="Your complaints" aside={list && list.edges.length > 0 ? complain : undefined}>
      <ListStates
        what="your complaints"
        count={list?.edges.length}
        error={error}
        retry={() => void refetch()}
        empty={
          <Empty icon="speech" title="Nothing to complain about" action={complain}>
            When something is not right, tell us. If it is about an order, begin on the page of the order.
          </Empty>
        }
      >
        <Stack as="ul" listStyleType="none" gap={3}>
          {list?.edges.map(({ node }) => (
            <ComplaintRow key={node.id} complaint={node} />
          ))}
        </Stack>
        {list?.pageInfo.hasNextPage && (
          <ShowMore onMore={() => fetchMore({ variables: { after: list.pageInfo.endCursor } })} />
        )}
      </ListStates>
    </Page>
  );
}
