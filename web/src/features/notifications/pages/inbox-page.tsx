import { useMutation, useQuery } from '@apollo/client/react';
import { Flex, Stack } from '@chakra-ui/react';
import { useSearchParams } from 'react-router';
import { MembersOnly } from '../../../session/members-only.tsx';
import { useDeed } from '../../../shared/use-deed.ts';
import { ActionButton } from '../../../ui/button.tsx';
import { CheckField } from '../../../ui/field.tsx';
import { ListStates } from '../../../ui/list-states.tsx';
import { Page } from '../../../ui/page.tsx';
import { Refusal } from '../../../ui/refusal.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Empty } from '../../../ui/states.tsx';
import { NotificationRow } from '../components/NotificationRow.tsx';
import { INBOX, MARK_ALL_READ, MARK_READ } from '../operations.ts';

const PAGE = 20;

export function Component() {
  return (
    <MembersOnly title="Your notifications">
      <Inbox />
    </MembersOnly>
  );
}

/** What this person was told, the newest first; it grows while one looks. */
function Inbox() {
  const [params, setParams] = useSearchParams();
  const unreadOnly = params.get('unread') === 'yes';
  const { data, error, refetch, fetchMore } = useQuery(INBOX, {
    variables: { first: PAGE, unreadOnly },
    fetchPolicy: 'cache-and-network',
  });
  const [markRead] = useMutation(MARK_READ, { refetchQueries: ['UnreadCount'] });
  const [markAll] = useMutation(MARK_ALL_READ, {
    refetchQueries: ['UnreadCount', 'Inbox'],
    awaitRefetchQueries: true,
  });
  const { busy, refusal, run } = useDeed();
  const list = data?.notifications;
  const newest = list?.edges[0]?.node.id;

  const read = (notificationId: string) =>
    void run(
      async () => (await markRead({ variables: { input: { notificationId } } })).data?.markNotificationRead,
      'Marked as read.',
    );
  /** Up to the newest that is on the screen: what comes in this moment stays unread. */
  const readAll = () => {
    const variables = { input: { upToNotificationId: newest ?? '' } };
    void run(async () => (await markAll({ variables })).data?.markAllNotificationsRead, 'All are marked as read.');
  };
  return (
    <Page
      title="Your notifications"
      aside={
        list?.edges.some(({ node }) => node.readAt === null) && (
          <ActionButton variant="outline" held={busy} onClick={readAll}>
            Mark all as read
          </ActionButton>
        )
      }
    >
      <Stack gap={4}>
        <Flex>
          <CheckField
            label="Only what is not read"
            checked={unreadOnly}
            onChange={({ currentTarget }) =>
              setParams(currentTarget.checked ? { unread: 'yes' } : {}, { replace: true })
            }
          />
        </Flex>
        <Refusal text={refusal} />
        <ListStates
          what="your notifications"
          count={list?.edges.length}
          error={error}
          retry={() => void refetch()}
          empty={
            <Empty icon="bell" title={unreadOnly ? 'You have read everything' : 'Nothing yet'}>
              What happens to your orders, refunds and complaints is told here.
            </Empty>
          }
        >
          <Stack as="ul" listStyleType="none" gap={3}>
            {list?.edges.map(({ node }) => (
              <NotificationRow key={node.id} notification={node} onRead={read} />
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
