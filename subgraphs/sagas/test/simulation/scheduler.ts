/** Work that goes on in small parts. Each `yield` says how many milliseconds pass before the next part; anything may happen between. */
export type Work<Result = void> = Generator<number, Result, void>;

// Under Jest each look at a global costs; these are looked at millions of times.
const { max, min } = Math;

export type Actor = { work: Work; at: number; pausedUntil: number; owner: object | null };

/** One clock for everybody: whoever is due first does its next part, and time is what the parts say it is. */
export function createScheduler() {
  const actors: Actor[] = [];
  let now = 0;
  let running: Actor | null = null;
  let parts = 0;

  const stop = (actor: Actor): void => {
    const index = actors.indexOf(actor);
    if (index >= 0) actors.splice(index, 1);
  };

  return {
    now: () => now,
    parts: () => parts,
    /** Whose part is being done. */
    running: () => running,
    start(work: Work, { inMs = 0, owner = null }: { inMs?: number; owner?: object | null } = {}): Actor {
      const actor = { work, at: now + inMs, pausedUntil: 0, owner };
      actors.push(actor);
      return actor;
    },
    stop,
    /** Has its next part now, or when its pause is over. */
    wake(actor: Actor): void {
      actor.at = min(actor.at, max(now, actor.pausedUntil));
    },
    /** Does nothing for so long, whatever it waits for. */
    pause(actor: Actor, ms: number): void {
      actor.pausedUntil = now + ms;
      actor.at = max(actor.at, actor.pausedUntil);
    },
    ownedBy: (owner: object): Actor[] => actors.filter((actor) => actor.owner === owner),
    /** The next part of whoever is due first; `before` may end or pause him instead. */
    step(before: (actor: Actor) => boolean): void {
      let first = actors[0];
      if (!first) throw new Error('Nobody has anything to do.');
      for (const actor of actors) if (actor.at < first.at) first = actor;
      now = max(now, first.at);
      parts++;
      if (before(first)) return;
      running = first;
      const part = first.work.next();
      running = null;
      if (part.done) stop(first);
      else first.at = now + max(0, part.value);
    },
  };
}

export type Scheduler = ReturnType<typeof createScheduler>;
