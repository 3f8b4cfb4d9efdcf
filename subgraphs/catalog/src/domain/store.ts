import type { FieldFault } from './problems.ts';

export type Store = {
  id: string;
  name: string;
  address: string;
  timeZone: string;
  openedAt: Date;
  closedAt: Date | null;
  /** Also the version of its stream. */
  version: number;
};

export function storeNameFaults({ length }: string): FieldFault[] {
  if (length >= 2 && length <= 80) return [];
  return [{ path: ['name'], message: `The name has ${length} characters; it must have 2 to 80.` }];
}

export function addressFaults({ length }: string): FieldFault[] {
  if (length >= 2 && length <= 300) return [];
  return [{ path: ['address'], message: `The address has ${length} characters; it must have 2 to 300.` }];
}

/** Names of IANA only: what Intl takes besides (offsets such as +05:00) knows no summer time. */
export function timeZoneFaults(timeZone: string): FieldFault[] {
  if (/^[A-Za-z]/.test(timeZone) && isKnown(timeZone)) return [];
  return [
    { path: ['timeZone'], message: `"${timeZone.slice(0, 60)}" is not an IANA time zone such as America/Toronto.` },
  ];
}

function isKnown(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
