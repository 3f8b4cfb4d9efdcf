import type { UserRole } from '../../__generated__/operations.ts';

export type PartName = 'sagas' | 'refunds' | 'dead-letters' | 'audit';

/** What there is to look after, and for whom; the server decides what of it they see. */
const PARTS: readonly { name: PartName; label: string; for: readonly UserRole[] }[] = [
  { name: 'sagas', label: 'Sagas', for: ['MANAGER', 'ADMIN'] },
  { name: 'refunds', label: 'Refunds', for: ['MANAGER', 'ADMIN'] },
  { name: 'dead-letters', label: 'Dead letters', for: ['ADMIN'] },
  { name: 'audit', label: 'Audit', for: ['ADMIN'] },
];

export const partsFor = (role: UserRole) => PARTS.filter((part) => part.for.includes(role));

/** The part of an address; the first one where it names none, null where this person may not see it. */
export function partOf(address: string | undefined, role: UserRole): PartName | null {
  const parts = partsFor(role);
  if (address === undefined) return parts[0]?.name ?? null;
  return parts.find(({ name }) => name === address)?.name ?? null;
}
