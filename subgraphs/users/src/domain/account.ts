import type { Role } from '@comptoir/kit';
import type { FieldFault, Problem } from './problems.ts';

/** A person's account as the use cases see it. The hash leaves this context never, and no type of the graph has it. */
export type Account = {
  id: string;
  username: string;
  email: string;
  displayName: string;
  role: Role;
  storeIds: string[];
  passwordHash: string;
  createdAt: Date;
  suspendedAt: Date | null;
  /** When the person was forgotten: nothing else here is of them any more. */
  erasedAt: Date | null;
  version: number;
};

const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/;
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
const LONGEST_EMAIL = 254;
const LONGEST_NAME = 80;
const MOST_STORES = 100;

/** What an account is found by: names and addresses differ by more than capitals. */
export const keyOf = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

export function usernameFaults(username: string): FieldFault[] {
  if (USERNAME.test(username)) return [];
  const message =
    'A username has 3 to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit.';
  return [{ path: ['username'], message }];
}

export function emailFaults(email: string): FieldFault[] {
  if (email.length <= LONGEST_EMAIL && EMAIL.test(email)) return [];
  return [
    {
      path: ['email'],
      message: `That is not an e-mail address such as name@example.com, of at most ${LONGEST_EMAIL} characters.`,
    },
  ];
}

/** `path` is the input field. Also names API keys. */
export function nameFaults(name: string, path: string): FieldFault[] {
  const { length } = name.trim();
  if (length >= 1 && length <= LONGEST_NAME) return [];
  return [{ path: [path], message: `It has ${length} characters; it must have 1 to ${LONGEST_NAME}.` }];
}

/** Managers look after stores; nobody else does. */
export function roleFaults(role: Role, storeIds: readonly string[]): FieldFault[] {
  const fault = (message: string) => [{ path: ['storeIds'], message }];
  if (role === 'MANAGER' && storeIds.length === 0) return fault('A manager looks after at least one store: name it.');
  if (role !== 'MANAGER' && storeIds.length > 0)
    return fault(`Only a MANAGER looks after stores; for ${role} leave the list empty.`);
  if (storeIds.length > MOST_STORES) return fault(`${storeIds.length} stores are too many; at most ${MOST_STORES}.`);
  return [];
}

/** Whether the version that the caller saw is still the one it has. */
export function conflictOf(account: Account, expectedVersion: number | null | undefined): Problem | null {
  if (expectedVersion === null || expectedVersion === undefined || expectedVersion === account.version) return null;
  return { code: 'CONFLICT', currentVersion: account.version };
}

/** What stands in place of a person who was forgotten: unique, and told by nothing of them. */
export function nobodyOf({ id }: Pick<Account, 'id'>): Pick<Account, 'username' | 'email' | 'displayName'> {
  return { username: `erased-${id}`, email: `erased-${id}@invalid`, displayName: 'Forgotten person' };
}
