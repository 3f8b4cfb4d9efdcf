import type { UserRole } from '../__generated__/operations.ts';
import type { Keep } from '../shared/storage.ts';
import { createStore, type Store } from '../shared/store.ts';

/** Who is in front of the screen. */
export type Viewer = {
  id: string;
  username: string;
  displayName: string;
  email: string | null;
  role: UserRole;
  version: number;
  stores: { id: string }[] | null;
};

/** What log-in, registration and refresh give. */
export type Grant = { accessToken: string; expiresAt: string; user: Viewer };

export type SessionState = { status: 'restoring' } | { status: 'anonymous' } | { status: 'signed-in'; viewer: Viewer };

export type Session = {
  state: Store<SessionState>;
  /** On load: goes on with the session of the refresh cookie, if this browser had one. */
  restore(): Promise<void>;
  /** Someone has logged in or registered. */
  begin(grant: Grant): void;
  /** The session is over; the server knows already, or cannot be told. */
  end(): void;
  /** What the person changed about themselves. */
  update(viewer: Viewer): void;
  /** An access token that is good for a while; null for nobody. */
  token(): Promise<string | null>;
  /** The server did not accept this token: gets another, unless that has happened meanwhile. */
  renew(rejected: string | null): Promise<string | null>;
};

export type SessionPorts = {
  /** Exchanges the refresh cookie; `ended` when there is no session (of this person) to go on with. Throws when it cannot tell. */
  exchange: (userId: string | null) => Promise<Grant | 'ended'>;
  /** Remembers across visits that there is a session and whose. Never the token: no script can read the cookie, and so it stays. */
  keep: Keep;
  /** Runs one exchange at a time over all tabs of this browser. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  now: () => number;
  later: (work: () => void, ms: number) => () => void;
};

export const SESSION_KEY = 'comptoir.session';
const RENEW_BEFORE_MS = 60_000;
const SHORTEST_MS = 20_000;
const LONGEST_MS = 15 * 60_000;
const RETRIES_MS = [1_000, 2_000, 5_000, 15_000];

/** The session of this tab: an access token in memory, renewed before it ends, once at a time whoever asks. */
export function createSession({ exchange, keep, exclusively, now, later }: SessionPorts): Session {
  const state = createStore<SessionState>(keep.get(SESSION_KEY) ? { status: 'restoring' } : { status: 'anonymous' });
  let token: string | null = null;
  let endsAt = 0;
  let inFlight: Promise<string | null> | null = null;
  /** Rises when somebody signs in or out: an exchange that began before that has nothing to say any more. */
  let epoch = 0;
  let stopTimer = (): void => {};

  function settle(grant: Grant): void {
    token = grant.accessToken;
    // Clocks of browsers are wrong: the token is trusted for a plausible time, and renewed when the server refuses it.
    const life = Math.min(Math.max(new Date(grant.expiresAt).getTime() - now(), SHORTEST_MS), LONGEST_MS);
    endsAt = now() + life;
    stopTimer();
    stopTimer = later(() => void renew(token).catch(() => retry(0)), Math.max(life - RENEW_BEFORE_MS, life / 2));
    if (keep.get(SESSION_KEY) !== grant.user.id) keep.set(SESSION_KEY, grant.user.id);
    state.set({ status: 'signed-in', viewer: grant.user });
  }

  function end(): void {
    epoch++;
    inFlight = null;
    token = null;
    stopTimer();
    keep.remove(SESSION_KEY);
    state.set({ status: 'anonymous' });
  }

  /** The server could not be reached: the session may well live on, so it is asked again and again. */
  function retry(attempt: number): void {
    stopTimer();
    stopTimer = later(
      () => void renew(token).catch(() => retry(attempt + 1)),
      RETRIES_MS[Math.min(attempt, RETRIES_MS.length - 1)] ?? 0,
    );
  }

  async function exchangeNow(): Promise<string | null> {
    const began = epoch;
    const known = state.get();
    const answer = await exclusively(() => exchange(known.status === 'signed-in' ? known.viewer.id : null));
    if (began !== epoch) return token;
    if (answer === 'ended') end();
    else settle(answer);
    return token;
  }

  function renew(rejected: string | null): Promise<string | null> {
    if (state.get().status === 'anonymous') return Promise.resolve(null);
    if (token !== rejected) return Promise.resolve(token);
    inFlight ??= exchangeNow().finally(() => (inFlight = null));
    return inFlight;
  }

  return {
    state,
    renew,
    end,
    begin(grant) {
      epoch++;
      inFlight = null;
      settle(grant);
    },
    update(viewer) {
      if (state.get().status === 'signed-in') state.set({ status: 'signed-in', viewer });
    },
    async restore() {
      if (state.get().status === 'anonymous' && keep.get(SESSION_KEY)) state.set({ status: 'restoring' });
      await renew(token).catch(() => retry(0));
    },
    token: () => (token && endsAt - now() > 5_000 ? Promise.resolve(token) : renew(token)),
  };
}
