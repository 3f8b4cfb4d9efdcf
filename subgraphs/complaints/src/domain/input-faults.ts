import { SETTLED, type Complaint } from './complaint.ts';
import type { FieldFault, Problem } from './problems.ts';

const LONGEST = { title: 255, description: 2_000, comment: 2_000, text: 2_000, reason: 2_000 };
const MOST_LINES = 200;
/** Of a line of a sale there are never so many. */
const MOST_OF_ONE = 1_000_000;

/** How many of a line of the sale are settled. */
export type LineWish = { saleLineId: string; quantity: number };

/** What is wrong with a text of that name; one that has to be there may not be blank. */
export function textFaults(name: keyof typeof LONGEST, text: string | null, isRequired = false): FieldFault[] {
  const most = LONGEST[name];
  if (text === null) return isRequired ? [{ path: [name], message: `The ${name} is blank.` }] : [];
  if (text.length <= most) return [];
  return [{ path: [name], message: `The ${name} has ${text.length} characters; there may be ${most}.` }];
}

/** A key is drawn for one complaint: about another sale it would answer what was not meant. */
export const keyOfAnotherComplaint: Problem = {
  code: 'VALIDATION',
  fields: [
    {
      path: ['idempotencyKey'],
      message: 'Under this key you have filed a complaint about something else. Draw a new key for each new complaint.',
    },
  ],
};

/** Whoever complaints are given to has to be able to attend to them. */
export const notAttending = (assigneeId: string): FieldFault => ({
  path: ['assigneeId'],
  message: `${assigneeId.slice(0, 40)} is neither an agent nor an admin. Give the id of one, or leave assigneeId out to take the complaint yourself.`,
});

/** What is said about a complaint is kept with its customer's key. */
export const ofTheForgotten = (name: string): FieldFault => ({
  path: [name],
  message: `The customer’s data was erased, so nothing that is said about this complaint can be kept.`,
});

export function satisfactionFaults(satisfaction: number | null): FieldFault[] {
  if (satisfaction === null || (satisfaction >= 1 && satisfaction <= 5)) return [];
  return [{ path: ['satisfaction'], message: `${satisfaction} is no satisfaction: 1 (not at all) to 5 (very).` }];
}

/** What is wrong with the lines of a resolution, whatever the sale. */
export function lineFaults(
  resolution: NonNullable<Complaint['resolution']>,
  lines: readonly LineWish[],
  isId: (text: string) => boolean,
): FieldFault[] {
  if (lines.length > 0 && !SETTLED.includes(resolution))
    return [{ path: ['lines'], message: `Nothing is settled by ${resolution}: leave the lines out.` }];
  if (lines.length > MOST_LINES)
    return [{ path: ['lines'], message: `A resolution names at most ${MOST_LINES} lines; this one ${lines.length}.` }];
  return lines.flatMap(({ saleLineId, quantity }, at): FieldFault[] => [
    ...(isId(saleLineId)
      ? []
      : [{ path: ['lines', String(at), 'saleLineId'], message: 'This is not the id of a line of a sale.' }]),
    ...(quantity >= 1 && quantity <= MOST_OF_ONE
      ? []
      : [
          {
            path: ['lines', String(at), 'quantity'],
            message: `${quantity} units cannot be settled: a line takes 1 to ${MOST_OF_ONE}.`,
          },
        ]),
  ]);
}
