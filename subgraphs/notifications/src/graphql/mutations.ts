import {
  markAllNotificationsRead as markAll,
  type MarkAllNotificationsReadInput,
} from '../application/commands/mark-all-notifications-read.ts';
import {
  markNotificationRead as markOne,
  type MarkNotificationReadInput,
} from '../application/commands/mark-notification-read.ts';
import type { NotificationsContext } from './context.ts';

type Input<T> = { input: T };

export async function markNotificationRead(
  _: unknown,
  { input }: Input<MarkNotificationReadInput>,
  { deps, actor }: NotificationsContext,
) {
  const outcome = await deps.telemetry.command('mark_notification_read', () => markOne(deps)(actor, input));
  if (outcome.ok) return { __typename: 'MarkNotificationReadSuccess', notification: outcome.notification };
  return {
    __typename: 'NotFoundProblem',
    code: 'NOT_FOUND',
    message: 'There is no notification with this id in your inbox.',
    id: outcome.id,
  };
}

export async function markAllNotificationsRead(
  _: unknown,
  { input }: Input<MarkAllNotificationsReadInput>,
  { deps, actor }: NotificationsContext,
) {
  const outcome = await deps.telemetry.command('mark_all_notifications_read', () => markAll(deps)(actor, input));
  return { __typename: 'MarkAllNotificationsReadSuccess', ...outcome };
}
