/** What was searched for: the field that was asked, and its conditions by name. */
export type Search = { operation: string; conditions: Record<string, string> };

/** Ids, names of types, numbers and moments. Anything else that somebody typed may be personal, and is not written down. */
const PLAIN = /^[\w:.,-]{1,500}$/;

/** A search as it is recorded: nested conditions with dotted names, what was left out left out. */
export function searchOf(operation: string, args: object): Search {
  const conditions: Record<string, string> = {};
  const write = (name: string, value: unknown): void => {
    if (value === null || value === undefined) return;
    if (value instanceof Date) conditions[name] = value.toISOString();
    else if (Array.isArray(value)) write(name, value.join());
    else if (typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) write(name ? `${name}.${key}` : key, inner);
    else conditions[name] = PLAIN.test(String(value)) ? String(value) : '(a text, not recorded)';
  };
  write('', args);
  return { operation, conditions };
}
