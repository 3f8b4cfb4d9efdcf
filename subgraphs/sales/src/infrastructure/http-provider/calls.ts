import { systemClock, type Clock } from '@comptoir/kit';

export type CallsOptions = {
  /** Calls under way at once that leave each other in peace: so many connections there are. */
  atOnce: number;
  /** Calls under way, and answers kept, at most: what is more is not asked now, or forgotten. */
  most?: number;
  /** Milliseconds after which a call without an answer is ended. */
  endsMs?: number;
  clock?: Clock;
};

/** A call gives no answer any more that is worth its connection, when others need one. */
const HANGS_MS = 2_000;
/** Whoever asks again does so in a second or two: what is not heard by then is asked elsewhere, or never. */
const KEPT_MS = 30_000;

type Running = { since: number; end(reason: string): void; answer: Promise<unknown> };

/**
 * Calls that go on when nobody waits any more, one under a name. Who asks under it again joins the call, or hears the answer that
 * came meanwhile: so a slow provider is heard too, and is asked once. All of it is memory only, and what is lost is asked again.
 */
export function createCalls({ atOnce, most = 1_024, endsMs = 5_000, clock = systemClock }: CallsOptions) {
  const running = new Map<string, Running>();
  const late = new Map<string, { answer: unknown; until: number }>();
  const now = (): number => clock().getTime();

  function keep(name: string, answer: unknown): void {
    late.set(name, { answer, until: now() + KEPT_MS });
    for (const [oldest, { until }] of late) {
      if (late.size <= most && until > now()) break;
      late.delete(oldest);
    }
  }

  /** The answer that came when nobody waited for it, once; undefined when there is none. */
  function take<A>(name: string): A | undefined {
    const found = late.get(name);
    late.delete(name);
    return found && found.until > now() ? (found.answer as A) : undefined;
  }

  /** Where all connections are taken, what hangs makes room for what is new; an answer that is only slow is waited for. */
  function hasRoom(): boolean {
    const [oldest] = running.values();
    if (oldest && running.size >= atOnce && now() - oldest.since > HANGS_MS)
      oldest.end('It hung: others needed its place.');
    return running.size < most;
  }

  function start<A>(
    name: string,
    question: (signal: AbortSignal) => Promise<A | undefined>,
    failed: (error: unknown) => void,
  ): Promise<A | undefined> {
    const ending = new AbortController();
    async function call(): Promise<A | undefined> {
      try {
        const answer = await question(ending.signal);
        if (answer !== undefined) keep(name, answer);
        return answer;
      } catch (error) {
        failed(error);
        return undefined;
      } finally {
        clearTimeout(timer);
        if (running.get(name) === self) running.delete(name);
      }
    }
    function end(reason: string): void {
      running.delete(name);
      ending.abort(new Error(reason));
    }
    const timer = setTimeout(() => end(`No answer within ${endsMs} ms.`), endsMs);
    const self: Running = { since: now(), end, answer: Promise.resolve() };
    running.set(name, self);
    const answer = call();
    self.answer = answer;
    return answer;
  }

  return {
    take,
    /**
     * The answer to a question, whenever it comes; undefined when it is none. A new call only where none is under way and no
     * answer waits to be heard: `failed` hears why that one gave none.
     */
    async ask<A>(
      name: string,
      question: (signal: AbortSignal) => Promise<A | undefined>,
      failed: (error: unknown) => void,
    ): Promise<A | undefined> {
      const kept = take<A>(name);
      if (kept !== undefined) return kept;
      const joined = running.get(name);
      if (joined) return joined.answer as Promise<A | undefined>;
      if (hasRoom()) return start(name, question, failed);
      failed(new Error('Too many are under way: not asked.'));
      return undefined;
    },
    /** Somebody was there when the answer came: it is not kept. */
    heard: (name: string): void => void late.delete(name),
    close(): void {
      for (const { end } of [...running.values()]) end('The shop closes.');
      late.clear();
    },
  };
}
