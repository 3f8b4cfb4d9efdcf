import { setTimeout as wait } from 'node:timers/promises';

/** So many ends of one server within this time are no accident: starting it once more would not help. */
const MOST_ENDS = 5;
const WITHIN_MS = 60_000;
/** Before the first new start; four times as long before each further one, so that what outlives a killed server can end: all of it within the minute. */
const FIRST_PAUSE_MS = 250;

export type Server = { pid: number | null; stop(): Promise<void> };

/** `onLost` is called when it ends without having been told to; `first` is what was started first, for its port. */
export type Start<S extends Server> = (onLost: () => void, first: S | null) => Promise<S>;

type KeepOptions<S extends Server> = {
  /** Starts it, always on the same folder, and after the first time on the same port: clients know no other. */
  start: Start<S>;
  onEnded(why: string): void;
  onBack(server: S): void;
  onGivenUp(why: string): void;
  pauseMs?: number;
};

/** Starts a server, and again whenever it ends by itself, until it has done so too often. What it answers stops it for good. */
export async function keepServer<S extends Server>({
  start,
  onEnded,
  onBack,
  onGivenUp,
  pauseMs = FIRST_PAUSE_MS,
}: KeepOptions<S>): Promise<{ first: S; stop(): Promise<void> }> {
  const ends: number[] = [];
  const stopping = new AbortController();
  let again = Promise.resolve();
  const first = await attempt(null);
  let current: S | null = first;
  return {
    first,
    async stop() {
      stopping.abort();
      await again;
      await current?.stop();
    },
  };

  async function attempt(before: S | null): Promise<S> {
    let isUp = false;
    const server = await start(() => isUp && ended('it has ended by itself'), before);
    isUp = true;
    return server;
  }

  function ended(why: string): void {
    current = null;
    if (stopping.signal.aborted) return;
    const now = Date.now();
    ends.push(now);
    const recent = ends.filter((at) => at > now - WITHIN_MS).length;
    if (recent >= MOST_ENDS) return onGivenUp(`${why}, ${MOST_ENDS} times within a minute`);
    onEnded(why);
    again = wait(pauseMs * 4 ** (recent - 1), undefined, { signal: stopping.signal })
      .then(() => attempt(first))
      .then(
        (server) => {
          current = server;
          if (!stopping.signal.aborted) onBack(server);
        },
        (error: Error) => ended(error.message),
      );
  }
}
