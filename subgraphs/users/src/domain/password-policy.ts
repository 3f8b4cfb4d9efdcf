import type { FieldFault } from './problems.ts';

const SHORTEST = 8;
const LONGEST = 128;

/** What everybody tries first, as far as it is long enough to pass. */
const TRIED_FIRST = new Set(
  'password 12345678 123456789 1234567890 qwertyui qwertyuiop qwerty123 11111111 00000000 iloveyou sunshine princess football baseball superman trustno1 passw0rd password1 abcd1234 1q2w3e4r'.split(
    ' ',
  ),
);

/**
 * Length and what is known to be tried first; no rules about kinds of characters, which make people choose worse ones
 * (NIST SP 800-63B section 3.1.1.2).
 */
export function passwordFaults(password: string, username: string, path: string): FieldFault[] {
  const fault = (message: string) => [{ path: [path], message }];
  const length = [...password].length;
  if (length < SHORTEST || length > LONGEST)
    return fault(`The password has ${length} characters; it must have ${SHORTEST} to ${LONGEST}.`);
  if (password.toLowerCase() === username.toLowerCase()) return fault('The password is the username; choose another.');
  if (TRIED_FIRST.has(password.toLowerCase()))
    return fault('The password is one of those that are tried first; choose another.');
  return [];
}
