/** A time as cursors hold it: `Date.parse` alone takes much that is none, such as "1 (abc)" or the 30th of February. */
export function isMoment(key: unknown): boolean {
  if (typeof key !== 'string' || !/^[1-9]\d{3}-/.test(key)) return false;
  const ms = Date.parse(key);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === key;
}
