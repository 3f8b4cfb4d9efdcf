import { eventSchemas, ROUTES } from '@comptoir/contracts';
import { CONTEXT_NAMES, isUuid } from '@comptoir/kit';
import { ACTIONS, CATEGORIES } from './action.ts';
import { STREAM_TYPES } from './folds.ts';

/** What was searched for: the field that was asked, and its conditions by name. */
export type Search = { operation: string; conditions: Record<string, string> };

/** Words that are the platform's own. Anything else that somebody typed may be personal, and is not written down. */
const WORDS = new Set([
  ...[...Object.keys(eventSchemas), ...STREAM_TYPES, ...ACTIONS, ...CATEGORIES, 'json', 'csv'],
  ...[...CONTEXT_NAMES, ...ROUTES.map(({ consumer }) => consumer.name)],
]);
const LONGEST = 500;
/** A place in a list, as an edge gives it: a JSON array in base64url. */
const isCursor = (word: string): boolean =>
  /^[\w-]+$/.test(word) && /^\[.+\]$/.test(Buffer.from(word, 'base64url').toString());

const isPlain = (word: string): boolean => WORDS.has(word) || isUuid(word) || /^\d+$/.test(word) || isCursor(word);

/** A search as it is recorded: nested conditions with dotted names, what was left out left out. */
export function searchOf(operation: string, args: object): Search {
  const conditions: Record<string, string> = {};
  const write = (name: string, value: unknown): void => {
    if (value === null || value === undefined) return;
    if (value instanceof Date) conditions[name] = value.toISOString();
    else if (typeof value === 'boolean') conditions[name] = String(value);
    else if (Array.isArray(value)) write(name, value.join());
    else if (typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) write(name ? `${name}.${key}` : key, inner);
    else {
      const text = String(value);
      const isKnown = text.length <= LONGEST && text.split(',').every(isPlain);
      conditions[name] = isKnown ? text : '(a text, not recorded)';
    }
  };
  write('', args);
  return { operation, conditions };
}
