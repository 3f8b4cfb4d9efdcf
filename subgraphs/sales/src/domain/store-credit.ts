import { groupBy } from '@comptoir/kit';

/** A store credit as it can pay: what is left of it, and whether its year is over. */
export type Credit = { id: string; currency: string; remainingMinor: number; expired: boolean };

/** What a credit gives or gets. */
export type Part = { creditId: string; amountMinor: number };

/** What cannot pay for a whole sale pays for nothing of it. */
export const NOT_COVERED = {
  code: 'INSUFFICIENT_STORE_CREDIT',
  message: 'Your store credit does not cover the total. Pay by card instead.',
} as const;

const sum = (parts: readonly { amountMinor: number }[]): number =>
  parts.reduce((total, { amountMinor }) => total + amountMinor, 0);

/** What of which credits pays an amount, of those that come first as long as there is any; null when they do not cover it. */
export function spend(credits: readonly Credit[], amountMinor: number, currency: string): Part[] | null {
  const parts: Part[] = [];
  let missing = amountMinor;
  for (const { id: creditId, remainingMinor, expired, currency: own } of credits) {
    const taken = expired || own !== currency ? 0 : Math.min(remainingMinor, missing);
    if (taken > 0) parts.push({ creditId, amountMinor: taken });
    missing -= taken;
  }
  return missing > 0 ? null : parts;
}

/**
 * Which credits get an amount back that they paid together: those that were spent last come first, since they are good for longest.
 * `moved` are the parts so far, in order: positive was spent, negative has come back.
 */
export function giveBack(moved: readonly Part[], amountMinor: number): Part[] {
  const parts: Part[] = [];
  let rest = amountMinor;
  for (const [creditId, ofCredit] of [...groupBy(moved, (part) => part.creditId)].reverse()) {
    const back = Math.min(sum(ofCredit), rest);
    if (back > 0) parts.push({ creditId, amountMinor: back });
    rest -= back;
  }
  if (rest > 0) throw new Error(`The credits paid ${sum(moved)}: ${amountMinor} cannot go back to them.`);
  return parts;
}
