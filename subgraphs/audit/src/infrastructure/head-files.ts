import { createReadStream } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SignedHead } from '../domain/signed-head.ts';

/** Signed heads outside the database: a file a month, a line a head, only ever added to. */
export type HeadFiles = {
  add(head: SignedHead): Promise<void>;
  /** In the order in which they were signed. */
  all(): AsyncIterable<SignedHead>;
  /** The last ones that were added. */
  newest(most: number): Promise<SignedHead[]>;
};

const FILE = /^audit-heads-\d{4}-\d{2}\.jsonl$/;

export function headFiles(folder: string): HeadFiles {
  const names = async (): Promise<string[]> => {
    const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return found.filter((name) => FILE.test(name)).sort();
  };

  async function* headsIn(name: string): AsyncGenerator<SignedHead> {
    const lines = createInterface({ input: createReadStream(join(folder, name)), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) {
      const head = parseLine(line);
      if (head) yield head;
    }
  }

  return {
    async add(head) {
      await mkdir(folder, { recursive: true });
      const file = await open(join(folder, `audit-heads-${head.signedAt.slice(0, 7)}.jsonl`), 'a', 0o600);
      try {
        await file.write(`${JSON.stringify(head)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },

    async *all() {
      for (const name of await names()) yield* headsIn(name);
    },

    async newest(most) {
      const newest: SignedHead[] = [];
      const last = (await names()).at(-1);
      if (last) for await (const head of headsIn(last)) if (newest.push(head) > most) newest.shift();
      return newest;
    },
  };
}

/** A line that was cut off when the machine died is no head; the next one was signed a minute later. */
function parseLine(line: string): SignedHead | null {
  try {
    return line ? (JSON.parse(line) as SignedHead) : null;
  } catch {
    return null;
  }
}
