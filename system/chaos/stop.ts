import { setMaxListeners } from 'node:events';

export type Stop = {
  signal: AbortSignal;
  /** The exit code that says which signal it was. */
  code(): number;
};

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Ctrl-C and its like, as often as they come: the first one says stop, and while all is being ended the others change nothing. */
export function stopOnSignals(say: (line: string) => void): Stop {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  let code = 0;
  for (const name of Object.keys(CODES) as (keyof typeof CODES)[])
    process.on(name, () => {
      if (stop.signal.aborted) return;
      code = CODES[name];
      say(`${name}: ending what was started.`);
      stop.abort();
    });
  return { signal: stop.signal, code: () => code };
}

/** What comes of the work, or a fault as soon as it is to stop: nobody waits for what may still go on then. */
export async function unlessStopped<T>(stop: AbortSignal, work: Promise<T>): Promise<T> {
  let onStop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    onStop = () => reject(stop.reason as Error);
    stop.addEventListener('abort', onStop);
    if (stop.aborted) onStop();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}
