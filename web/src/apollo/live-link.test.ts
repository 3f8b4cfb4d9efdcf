import { describe, expect, it } from '@jest/globals';
import { ApolloLink, gql, type DocumentNode } from '@apollo/client';
import type { Client, Sink, SubscribePayload } from 'graphql-ws';
import type { ExecutionResult } from 'graphql';
import { reconnectDelay } from './live-client.ts';
import { createLiveLink } from './live-link.ts';

const NUMBERED = gql`
  subscription Follow($id: ID!, $afterVersion: Int) {
    sagaUpdated(sagaId: $id, afterVersion: $afterVersion) {
      version
    }
  }
`;
const STATE_LIKE = gql`
  subscription Watch($id: ID!) {
    stockChanged(storeId: $id) {
      version
    }
  }
`;

/** A WebSocket client that the test speaks for. */
function aLink(query: DocumentNode, variables: Record<string, unknown>) {
  const calls: { payload: SubscribePayload; sink: Sink<ExecutionResult>; stopped: boolean }[] = [];
  const client = {
    subscribe(payload: SubscribePayload, sink: Sink<ExecutionResult>) {
      const call = { payload, sink, stopped: false };
      calls.push(call);
      return () => void (call.stopped = true);
    },
  } as unknown as Pick<Client, 'subscribe'>;
  const waits: (() => void)[] = [];
  const link = createLiveLink(client, (work) => waits.push(work));
  const seen: unknown[] = [];
  const errors: unknown[] = [];
  const subscription = ApolloLink.execute(link, { query, variables }, { client: {} as never }).subscribe({
    next: (result) => seen.push(result.data),
    error: (error: unknown) => errors.push(error),
  });
  const slow = [{ message: 'Too slow', extensions: { code: 'SLOW_CONSUMER' } }];
  return {
    calls,
    waits,
    seen,
    errors,
    subscription,
    slow,
    message: (version: number) => calls.at(-1)?.sink.next({ data: { sagaUpdated: { version } } }),
  };
}

describe('a live link', () => {
  it('asks behind the last version when its socket is made anew: the payload says it by then', () => {
    const { calls, message, seen } = aLink(NUMBERED, { id: 's', afterVersion: 2 });
    expect(calls[0]?.payload.variables).toEqual({ id: 's', afterVersion: 2 });
    message(3);
    message(4);
    expect(calls[0]?.payload.variables).toEqual({ id: 's', afterVersion: 4 });
    expect(seen).toHaveLength(2);
  });

  it.each(['as the end of the stream', 'as a message'])('goes on when the server finds it too slow, told %s', (how) => {
    const { calls, waits, message, slow, errors, seen } = aLink(NUMBERED, { id: 's', afterVersion: 0 });
    message(7);
    if (how === 'as a message') calls[0]?.sink.next({ errors: slow as never });
    else calls[0]?.sink.error(slow);
    expect(errors).toEqual([]);
    waits[0]?.();
    expect(calls).toHaveLength(2);
    expect(calls[1]?.payload.variables).toEqual({ id: 's', afterVersion: 7 });
    message(8);
    expect(seen).toHaveLength(2);
  });

  it('does not come back after nobody listens any more', () => {
    const { calls, waits, subscription, slow } = aLink(NUMBERED, { id: 's' });
    calls[0]?.sink.error(slow);
    subscription.unsubscribe();
    waits[0]?.();
    expect(calls).toHaveLength(1);
  });

  it('leaves streams without numbers as they are', () => {
    const { calls, message } = aLink(STATE_LIKE, { id: 's' });
    message(3);
    expect(calls[0]?.payload.variables).toEqual({ id: 's' });
  });

  it('passes a denial on', () => {
    const { calls, errors } = aLink(NUMBERED, { id: 's' });
    calls[0]?.sink.error([{ message: 'Not yours', extensions: { code: 'FORBIDDEN' } }] as never);
    expect(errors).toHaveLength(1);
  });
});

it('reconnects slower and slower, never at the same moment as all others', () => {
  expect([0, 1, 2, 3].map((attempt) => reconnectDelay(attempt, 0))).toEqual([500, 1_000, 2_000, 4_000]);
  expect(reconnectDelay(40, 0)).toBe(15_000);
  expect(reconnectDelay(1, 1)).toBe(500);
});
