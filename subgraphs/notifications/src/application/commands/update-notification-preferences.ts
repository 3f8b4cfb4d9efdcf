import { requireActor } from '@comptoir/graphql-kit';
import type { Actor } from '@comptoir/kit';
import type { Language, NotificationType } from '../../domain/kinds.ts';
import type { Deps } from '../ports.ts';
import { shown, type PreferencesShown } from '../queries/preferences.ts';

export type UpdateNotificationPreferencesInput = {
  language?: Language | null;
  channels?: { type: NotificationType; inApp?: boolean | null; email?: boolean | null }[] | null;
};

/** What is left out stays. Of a type that is named twice the last word counts. */
export const updateNotificationPreferences =
  ({ preferences, language: usual }: Pick<Deps, 'preferences' | 'language'>) =>
  async (
    actor: Actor | null,
    { language, channels }: UpdateNotificationPreferencesInput,
  ): Promise<{ ok: true; preferences: PreferencesShown }> => {
    const changed = await preferences.change(requireActor(actor).sub, (now) => ({
      language: language ?? now.language,
      notInApp: without(now.notInApp, channels ?? [], ({ inApp }) => inApp),
      notByEmail: without(now.notByEmail, channels ?? [], ({ email }) => email),
    }));
    return { ok: true, preferences: shown(changed, usual) };
  };

type Channels = NonNullable<UpdateNotificationPreferencesInput['channels']>;

function without(
  off: readonly NotificationType[],
  channels: Channels,
  wish: (one: Channels[number]) => boolean | null | undefined,
): NotificationType[] {
  const next = new Set(off);
  for (const one of channels) {
    const wanted = wish(one);
    if (wanted === true) next.delete(one.type);
    if (wanted === false) next.add(one.type);
  }
  return [...next];
}
