import { requireRole } from '@comptoir/graphql-kit';
import { isUuid, type Actor } from '@comptoir/kit';
import type { Deps, EmailDelivery } from '../ports.ts';

export type ResendNotificationInput = { notificationId: string };

export type Resent = { ok: true; delivery: EmailDelivery } | { ok: false; id: string };

/** Has the e-mail of a notification sent again, from the first try on. For admins. */
export const resendNotification =
  ({ emails, telemetry }: Pick<Deps, 'emails' | 'telemetry'>) =>
  async (actor: Actor | null, { notificationId: id }: ResendNotificationInput): Promise<Resent> => {
    const { sub } = requireRole(actor, 'ADMIN');
    const delivery = isUuid(id) ? await emails.resend(id, sub) : null;
    if (!delivery) return { ok: false, id };
    telemetry.emailResent(id, sub);
    return { ok: true, delivery };
  };
