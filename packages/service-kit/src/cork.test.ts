import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { corkTurn } from './index.ts';

it('what is written in one turn leaves in one call, what comes later in the next', async () => {
  const calls: string[][] = [];
  const stream = new Writable({
    writev(chunks, done) {
      calls.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  const send = (text: string) => {
    corkTurn(stream);
    stream.write(text);
  };
  send('a');
  await Promise.resolve();
  send('b');
  expect(calls).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(calls).toEqual([['a', 'b']]);
  send('c');
  stream.end();
  expect(calls).toEqual([['a', 'b'], ['c']]);
});
