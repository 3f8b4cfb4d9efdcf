import { visits } from '../shared/storage.ts';
import { useStore } from '../shared/store.ts';
import { exchange, exclusively } from './exchange.ts';
import { createSession, SESSION_KEY, type SessionState, type Viewer } from './session.ts';

/** The one session of this tab. */
export const session = createSession({
  exchange,
  exclusively,
  keep: visits,
  now: Date.now,
  later: (work, ms) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
});

/** Goes on where the last visit ended, and follows what other tabs do: out is out everywhere. */
export function startSession(): void {
  void session.restore();
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key !== SESSION_KEY) return;
    const now = session.state.get();
    const mine = now.status === 'signed-in' ? now.viewer.id : null;
    if (newValue === mine) return;
    // The cookie is somebody else's now, or nobody's: this tab must not go on with what it has in memory.
    if (mine) session.end();
    if (newValue) {
      visits.set(SESSION_KEY, newValue);
      void session.restore();
    }
  });
  // A laptop that slept past the timer: ask for a token before the first click does.
  document.addEventListener('visibilitychange', () => {
    // Without an answer it is asked for again by whoever needs it, and tells it there.
    if (document.visibilityState === 'visible') session.token().catch(() => {});
  });
}

export const useSession = (): SessionState => useStore(session.state);

/** The signed-in person; null while nobody is, or nobody knows yet. */
export function useViewer(): Viewer | null {
  const state = useSession();
  return state.status === 'signed-in' ? state.viewer : null;
}
