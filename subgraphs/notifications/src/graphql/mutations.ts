import {
  markAllNotificationsRead as markAll,
  type MarkAllNotificationsReadInput,
} from '../application/commands/mark-all-notifications-read.ts';
import {
  markNotificationRead as markOne,
  type MarkNotificationReadInput,
} from '../application/commands/mark-notification-read.ts';
import {
  resendNotification as resend,
  type ResendNotificationInput,
} from '../application/commands/resend-notification.ts';
import {
  updateNotificationPreferences as updatePreferences,
  type UpdateNotificationPreferencesInput,
} from '../application/commands/update-notification-preferences.ts';
import type { NotificationsContext } from './context.ts';

type Input<T> = { input: T };

const notFound = (id: string, message: string) => ({ __typename: 'NotFoundProblem', code: 'NOT_FOUND', message, id });

export async function markNotificationRead(
  _: unknown,
  { input }: Input<MarkNotificationReadInput>,
  { deps, actor }: NotificationsContext,
) {
  const outcome = await deps.telemetry.command('mark_notification_read', () => markOne(deps)(actor, input));
  if (outcome.ok) return { __typename: 'MarkNotificationReadSuccess', notification: outcome.notification };
  return notFound(outcome.id, 'There is no notification with this id in your inbox.');
}

export async function markAllNotificationsRead(
  _: unknown,
  { input }: Input<MarkAllNotificationsReadInput>,
  { deps, actor }: NotificationsContext,
) {
  const outcome = await deps.telemetry.command('mark_all_notifications_read', () => markAll(deps)(actor, input));
  return { __typename: 'MarkAllNotificationsReadSuccess', ...outcome };
}

export async function updateNotificationPreferences(
  _: unknown,
  { input }: Input<UpdateNotificationPreferencesInput>,
  { deps, actor }: NotificationsContext,
) {
  const outcome = await deps.telemetry.command('update_notification_preferences', () =>
    updatePreferences(deps)(actor, input),
  );
  return { __typename: 'UpdateNotificationPreferencesSuccess', ...outcome };
}

export async function resendNotification(
  _: unknown,
  { input }: Input<ResendNotificationInput>,
  { deps, actor }: NotificationsContext,
) {
  const outcome = await deps.telemetry.command('resend_notification', () => resend(deps)(actor, input));
  if (outcome.ok) return { __typename: 'ResendNotificationSuccess', delivery: outcome.delivery };
  return notFound(
    outcome.id,
    'No e-mail belongs to this id: the notification does not exist, or was not wanted by e-mail.',
  );
}
