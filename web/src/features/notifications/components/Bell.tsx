import { useApolloClient, useQuery } from '@apollo/client/react';
import { Box, chakra } from '@chakra-ui/react';
import { Link } from 'react-router';
import { announce } from '../../../shared/announce.ts';
import { Icon } from '../../../ui/icon.tsx';
import { countText } from '../notification-words.ts';
import { UNREAD_COUNT } from '../operations.ts';
import { inboxPath } from '../urls.ts';
import { useFollowNotifications } from '../use-follow-notifications.ts';

const BellLink = chakra(Link, {
  base: {
    position: 'relative',
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    boxSize: 'touch',
    flexShrink: 0,
    borderRadius: 'plate',
    color: 'enamel.text',
    _hover: { bg: 'enamel.tint' },
  },
});

/** How much this person has not read; each new message is counted, and told to readers, the moment it comes. */
export function Bell() {
  const client = useApolloClient();
  const { data } = useQuery(UNREAD_COUNT, { fetchPolicy: 'cache-and-network' });
  useFollowNotifications((title) => {
    announce(`New notification: ${title}`);
    void client.refetchQueries({ include: ['UnreadCount'] });
    void client.refetchQueries({ updateCache: (cache) => cache.evict({ fieldName: 'notifications' }) });
  });
  const unread = data?.unreadNotificationCount ?? 0;
  const name = unread > 0 ? `Notifications, ${countText(unread)} unread` : 'Notifications';
  return (
    <BellLink to={inboxPath} aria-label={name} title={name}>
      <Icon name="bell" size="1.5em" />
      {unread > 0 && (
        <Box
          as="span"
          aria-hidden
          position="absolute"
          top={0.5}
          insetInlineEnd={0}
          minWidth="20px"
          paddingInline={1}
          borderRadius="pill"
          bg="enamel.solid"
          color="enamel.on"
          fontSize="0.75rem"
          fontWeight={700}
          lineHeight="20px"
          textAlign="center"
        >
          {countText(unread)}
        </Box>
      )}
    </BellLink>
  );
}
