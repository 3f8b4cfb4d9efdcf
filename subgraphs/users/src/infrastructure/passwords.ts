import { hash, verify } from '@node-rs/argon2';
import type { Passwords } from '../application/ports.ts';

/** Parameters of argon2id; memory in KiB. Each hash carries its own, so changing them breaks no stored one. */
export type PasswordCost = { memoryCost: number; timeCost: number; parallelism: number };

/** OWASP Password Storage Cheat Sheet, argon2id: m=19456 (19 MiB), t=2, p=1. */
export const STANDARD_COST: PasswordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** For accounts of tests and benchmarks only, which are many and guard nothing. */
export const LOW_COST: PasswordCost = { memoryCost: 1_024, timeCost: 1, parallelism: 1 };

// Two ways to type one letter are one password (NIST SP 800-63B section 3.1.1.2).
const normalised = (password: string): string => password.normalize('NFKC');

/** argon2id (the default algorithm of the library), off the main thread. */
export function createPasswords(cost: PasswordCost = STANDARD_COST): Passwords {
  let ofNobody: Promise<string> | null = null;
  const hashOf = (password: string) => hash(normalised(password), cost);
  return {
    hash: hashOf,
    async verify(stored, password) {
      // Nobody's hash is checked in place of a missing one, so that an unknown name takes as long as a wrong password.
      ofNobody ??= hashOf('nobody has this account');
      const matches = await verify(stored ?? (await ofNobody), normalised(password));
      return stored !== null && matches;
    },
  };
}
