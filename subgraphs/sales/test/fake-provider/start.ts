import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Entry } from './books.ts';
import type { Control, Fault } from './faults.ts';

export const SECRET = 'what-only-we-and-they-know';

/** What the fake provider really did. */
export type FakeBooks = {
  entries: Entry[];
  met: Partial<Record<Fault, number>>;
  requests: number;
  /** Things it will do although nobody waits for them any more. */
  unfinished: number;
  liedAbout: string[];
};

/** Starts the fake provider as a process of its own, honest and well until it is told otherwise. */
export async function startFakeProvider() {
  const child = fork(fileURLToPath(new URL('main.ts', import.meta.url)), [SECRET], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    async control(control: Partial<Control>): Promise<void> {
      await fetch(`${url}/control`, { method: 'POST', body: JSON.stringify(control) });
    },
    books: async () => (await (await fetch(`${url}/books`)).json()) as FakeBooks,
    async stop(): Promise<void> {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

export type FakeProvider = Awaited<ReturnType<typeof startFakeProvider>>;
