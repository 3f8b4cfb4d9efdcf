import type { HealthLine } from '@comptoir/graphql-kit';
import type { Actor, Clock } from '@comptoir/kit';
import type { LiveBus, LiveMessage } from '@comptoir/live';
import type { Logger } from '@comptoir/telemetry';

/** A right that ended: the key is a user, a session or an API key; what was issued up to `at` (ms) no longer counts. */
export type Revocation = { key: string; at: number };

export type Revocations = {
  /** Whether something issued to this actor at `since` (ms) has been revoked. */
  revokes(actor: Actor, since: number): boolean;
  /** Calls back whenever revocations arrived; the answer stops it. */
  onRevoked(callback: () => void): () => void;
  /** Reads the current list now; while users does not answer, again until it does. */
  start(): Promise<void>;
  /** Not ok until the list was read: what was revoked before would still pass. */
  health(): HealthLine;
  dispose(): void;
};

/** Longer than an access token lives: what was revoked earlier has expired by itself. */
const KEPT_MS = 30 * 60_000;
const SWEEP_MS = 60_000;
const RETRY_MS = 1_000;

/**
 * Revocations as this gateway knows them: the list of the users context at start, and its messages on the live channel
 * `identity` as they happen.
 */
export function createRevocations({
  bus,
  list,
  clock,
  log,
}: {
  bus: LiveBus;
  list: () => Promise<Revocation[]>;
  clock: Clock;
  log: Logger;
}): Revocations {
  const revokedAt = new Map<string, number>();
  const callbacks = new Set<() => void>();
  let loaded = false;
  let disposed = false;
  let retry: NodeJS.Timeout | undefined;

  function add(revocations: readonly Revocation[]): void {
    for (const { key, at } of revocations) revokedAt.set(key, Math.max(at, revokedAt.get(key) ?? 0));
    if (revocations.length > 0) callbacks.forEach((callback) => callback());
  }

  async function load(): Promise<void> {
    clearTimeout(retry);
    try {
      add(await list());
      loaded = true;
    } catch (err) {
      log.error({ event: 'revocations_not_read', err });
      if (!disposed) retry = setTimeout(() => void load(), RETRY_MS).unref();
    }
  }

  const fromMessage = (message: LiveMessage): Revocation => ({
    key: message.key,
    at: typeof message.at === 'number' ? message.at : clock().getTime(),
  });
  const stopListening = bus.subscribe('identity', (messages) => add(messages.map(fromMessage)));
  const stopReconnect = bus.onReconnect(() => void load());
  const sweep = setInterval(() => {
    const oldest = clock().getTime() - KEPT_MS;
    for (const [key, at] of revokedAt) if (at < oldest) revokedAt.delete(key);
  }, SWEEP_MS);
  sweep.unref();

  return {
    revokes({ sub, sessionId }, since) {
      // Tokens carry whole seconds: one issued in the second of a revocation is older than it for all we know.
      const before = Math.max(revokedAt.get(sub) ?? -1, revokedAt.get(sessionId) ?? -1);
      return since <= before;
    },
    onRevoked(callback) {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
    start: load,
    health: () => ({ name: 'identity', ok: loaded, ...(!loaded && { detail: 'revocations are not read yet' }) }),
    dispose() {
      disposed = true;
      clearTimeout(retry);
      clearInterval(sweep);
      stopListening();
      stopReconnect();
    },
  };
}
