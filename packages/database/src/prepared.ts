import pg from 'pg';

/** More texts than a context has statements. Beyond that they are made on the fly and would only fill every connection. */
const MOST_NAMES = 400;

const names = new Map<string, string>();

/** The name of a statement, the same in the whole process; none for a text that comes when all names are given away. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known || names.size >= MOST_NAMES) return known;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

/**
 * A client that prepares each statement with parameters once a connection: to plan one of our set statements costs as
 * much as to run it for a handful of rows. Why its plans must not be made from the size of a table: docs/adr/0009.
 */
export class PreparingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    // The pool listens to idle clients only. One that breaks in the middle of a transaction fails its queries, which is
    // how its user learns of it; without a listener the event would end the process.
    this.on('error', () => undefined);
  }

  // pg.Client.query has many overloads; what is passed on is what came, with a name.
  override query(...args: unknown[]): never {
    const [text, values] = args;
    if (typeof text === 'string' && Array.isArray(values)) args[0] = { name: nameOf(text), text };
    return (super.query as (...all: unknown[]) => never).apply(this, args);
  }
}
