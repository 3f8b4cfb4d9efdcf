import { requireRole } from '@comptoir/graphql-kit';
import { isUuid, type Actor } from '@comptoir/kit';
import type { Deps, EmailDelivery } from '../ports.ts';

export type ResendNotificationInput = { notificationId: string };

export type Resent =
  { ok: true; delivery: EmailDelivery } | { ok: false; code: 'NOT_FOUND' | 'NO_MAIL_SERVER'; id: string };

/** Has the e-mail of a notification sent again, from the first try on; refused where nothing sends e-mails. For admins. */
export const resendNotification =
  ({ emails, hasMailServer, telemetry }: Pick<Deps, 'emails' | 'hasMailServer' | 'telemetry'>) =>
  async (actor: Actor | null, { notificationId: id }: ResendNotificationInput): Promise<Resent> => {
    const { sub } = requireRole(actor, 'ADMIN');
    if (!hasMailServer) return { ok: false, code: 'NO_MAIL_SERVER', id };
    const delivery = isUuid(id) ? await emails.resend(id, sub) : null;
    if (!delivery) return { ok: false, code: 'NOT_FOUND', id };
    telemetry.emailResent(id, sub);
    return { ok: true, delivery };
  };
