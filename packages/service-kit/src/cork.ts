import type { Writable } from 'node:stream';

const corked = new WeakSet<Writable>();

/**
 * Whatever is written to the stream until the end of this turn of the event loop leaves in one system call: live
 * messages are small and come in flocks, and the call costs more than the message.
 */
export function corkTurn(stream: Writable): void {
  if (corked.has(stream)) return;
  corked.add(stream);
  stream.cork();
  setImmediate(() => {
    corked.delete(stream);
    stream.uncork();
  });
}
