import { isUuid } from '@comptoir/kit';

/** Which event of which consumer: what the id of a dead letter says. */
export type LetterRef = { consumer: string; source: string; eventId: string };

export const letterId = ({ consumer, source, eventId }: LetterRef): string => `${consumer}.${source}.${eventId}`;

/** Null when it is no id of a dead letter. */
export function letterRef(id: string): LetterRef | null {
  const [consumer, source, eventId, ...rest] = id.split('.');
  if (!consumer || !source || !eventId || rest.length > 0 || !isUuid(eventId)) return null;
  return { consumer, source, eventId: eventId.toLowerCase() };
}
