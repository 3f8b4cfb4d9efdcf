import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { Box, chakra } from '@chakra-ui/react';
import { Link } from 'react-router';
import type { NotificationRowFragment } from '../../../__generated__/operations.ts';
import { formatDateTime } from '../../../shared/format.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Row } from '../../../ui/row.tsx';
import { pathOf, typeIcon } from '../notification-words.ts';
import { NOTIFICATION_ROW } from '../operations.ts';

/** One message; going where it leads is reading it. */
export function NotificationRow({
  notification,
  onRead,
}: {
  notification: FragmentType<NotificationRowFragment>;
  onRead: (id: string) => void;
}) {
  const { data, complete } = useFragment({ fragment: NOTIFICATION_ROW, from: notification });
  if (!complete) return null;
  const { id, type, title, body, link, readAt, createdAt } = data;
  const path = pathOf(link);
  const unread = readAt === null;
  return (
    <Row
      display="flex"
      columnGap={4}
      rowGap={1}
      borderInlineStart="4px solid"
      borderInlineStartColor={unread ? 'enamel.solid' : 'transparent'}
      flexWrap={{ base: 'wrap', sm: 'nowrap' }}
    >
      <Icon name={typeIcon(type)} color={unread ? 'enamel.text' : 'fg.muted'} marginTop={0.5} />
      <Box flex={{ base: '1 1 calc(100% - 40px)', sm: '1' }} minWidth={0}>
        <Box fontWeight={unread ? 700 : 500}>
          {unread && <chakra.span srOnly>Unread: </chakra.span>}
          {path ? (
            <Link to={path} onClick={() => unread && onRead(id)}>
              {title}
            </Link>
          ) : (
            title
          )}
        </Box>
        <Box whiteSpace="pre-line" color={unread ? 'fg.ink' : 'fg.muted'}>
          {body}
        </Box>
        <Box textStyle="small" color="fg.muted" marginTop={1}>
          {formatDateTime(createdAt)}
        </Box>
      </Box>
      {unread && (
        <Button
          variant="quiet"
          onClick={() => onRead(id)}
          aria-label={`Mark as read: ${title}`}
          alignSelf="center"
          marginInlineStart={{ base: 6, sm: 0 }}
        >
          Mark as read
        </Button>
      )}
    </Row>
  );
}
