import type { DeadLetter } from '@comptoir/contracts';
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

/** What kind of fault it was. Its text may hold SQL, hosts and stacks: that is for the log and the table, never for a client. */
export type DeadLetterFault = 'DATABASE_REFUSED' | 'HANDLER_FAULT' | 'WAITS';

/** Of the text that is kept of a fault: a state in front says that the database refused. */
export const faultOf = (text: string): DeadLetterFault =>
  /^SQLSTATE [0-9A-Z]{5}: /.test(text) ? 'DATABASE_REFUSED' : 'HANDLER_FAULT';

export const letterFault = ({ attempts, error }: DeadLetter): DeadLetterFault =>
  attempts === 0 ? 'WAITS' : faultOf(error);

/** The fault in a sentence for an admin, with what the whole text is found by in the logs. */
export function faultSentence(fault: DeadLetterFault, consumer: string, what: string, loggedAs: string): string {
  switch (fault) {
    case 'WAITS':
      return 'WAITS: an earlier event of its stream is parked.';
    case 'DATABASE_REFUSED':
      return `DATABASE_REFUSED: what ${consumer} made of ${what} was refused by its database. The log says why: ${loggedAs}.`;
    case 'HANDLER_FAULT':
      return `HANDLER_FAULT: ${consumer} failed on ${what}. The log says why: ${loggedAs}.`;
    default:
      return fault satisfies never;
  }
}
