import { requireActor } from '@comptoir/graphql-kit';
import type { Actor } from '@comptoir/kit';
import { NOTIFICATION_TYPES, type Language, type NotificationType } from '../../domain/kinds.ts';
import type { Deps, Preferences } from '../ports.ts';

/** What a person is told in which way, every type named. */
export type PreferencesShown = {
  language: Language;
  channels: { type: NotificationType; inApp: boolean; email: boolean }[];
};

/** What somebody chose, with what holds where they chose nothing. */
export function shown({ language, notInApp, notByEmail }: Preferences, usual: Language): PreferencesShown {
  const channels = NOTIFICATION_TYPES.map((type) => ({
    ...{ type, inApp: !notInApp.includes(type), email: !notByEmail.includes(type) },
  }));
  return { language: language ?? usual, channels };
}

/** One's own preferences. */
export async function notificationPreferences(
  { preferences, language }: Pick<Deps, 'preferences' | 'language'>,
  actor: Actor | null,
): Promise<PreferencesShown> {
  return shown(await preferences.of(requireActor(actor).sub), language);
}
