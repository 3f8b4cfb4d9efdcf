import { setTimeout as wait } from 'node:timers/promises';
import type { TestClient } from '@comptoir/testing';
import { follow } from '../e2e/operations.ts';

/** What one live follower of a saga saw, in the order in which it came. */
export type Watch = { sagaId: string; seen: { version: number; state: string }[]; fault: string | null };

const AGAIN_MS = 200;

/**
 * Follows a saga live to its end, as the page of an order does: when the stream breaks it goes on behind the last version
 * it saw. Notes a version that came twice or was left out. Gives up when `closing` is aborted.
 */
export async function followSale(
  client: TestClient,
  sagaId: string,
  final: readonly string[],
  closing: AbortSignal,
): Promise<Watch> {
  const watch: Watch = { sagaId, seen: [], fault: null };
  const last = () => watch.seen.at(-1);
  const closed = new Promise<void>((resolve) => closing.addEventListener('abort', () => resolve(), { once: true }));
  while (!final.includes(last()?.state ?? '') && !closing.aborted) {
    const after = last()?.version ?? 0;
    const stream = follow(client, sagaId, after, ({ version, state }) => {
      const expected = (last()?.version ?? 0) + 1;
      if (version !== expected)
        watch.fault ??= `the follower of saga ${sagaId} got version ${version} (${state}) where ${expected} was due`;
      watch.seen.push({ version, state });
      return final.includes(state);
    });
    await Promise.race([stream.catch(() => wait(AGAIN_MS)), closed]);
  }
  if (!final.includes(last()?.state ?? ''))
    watch.fault ??= `the follower of saga ${sagaId} saw no end, only ${last()?.state ?? 'nothing'}`;
  return watch;
}
