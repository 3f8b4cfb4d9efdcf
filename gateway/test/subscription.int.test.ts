import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { metrics } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { openSocket, type RawSocket } from './socket.ts';
import { startGateway, startGatewayForTest, type How, type TestGateway } from './start-gateway.ts';

const FOLLOW =
  'subscription Follow($id: ID!, $after: Int) { sagaUpdated(sagaId: $id, afterVersion: $after) { id version user { name } } }';

describe.each<How>(['local', 'remote'])('a subscription over subgraphs that are %s', (how) => {
  let started: TestGateway;
  const sockets: RawSocket[] = [];
  const open = async (...args: Parameters<typeof openSocket> extends [string, ...infer Rest] ? Rest : never) => {
    const socket = await openSocket(started.url, ...args);
    sockets.push(socket);
    return socket;
  };
  const versions = (from: number, to: number) => {
    for (let version = from; version <= to; version++) started.stage.pulse.emit('version', version);
  };
  const opened = (count = 1) =>
    eventually(() => started.stage.open === count, { what: `${count} streams at the subgraph` });

  beforeAll(async () => void (started = await startGateway(how)));
  afterEach(async () => {
    for (const { socket } of sockets.splice(0)) socket.terminate();
    await opened(0);
  });
  afterAll(() => started.stop());

  it('shows fields of every subgraph on each event, in the order of the owner', async () => {
    const client = await open();
    client.subscribe('1', FOLLOW, { id: '7' });
    await opened();
    versions(1, 20);
    const seen = await client.messages('1', 20);
    expect(seen.map(({ type, payload }) => ({ type, ...payload }))).toEqual(
      Array.from({ length: 20 }, (_, i) => ({
        type: 'next',
        data: { sagaUpdated: { id: '7', version: i + 1, user: { name: 'Name of user-of-7' } } },
      })),
    );
  });

  it('hands the number after which to go on to the owner', async () => {
    const client = await open();
    client.subscribe('1', FOLLOW, { id: '8', after: 4 });
    await opened();
    versions(3, 6);
    const seen = await client.messages('1', 2);
    expect(seen.map(({ payload }) => (payload?.data?.sagaUpdated as { version: number }).version)).toEqual([5, 6]);
    expect(started.stage.calls).toContain('sagas.sagaUpdated(8, 4)');
  });

  it('ends at the owner as soon as the client completes, and is counted while it is open', async () => {
    const gauge = async () => (await metrics.activeSubscriptions.get()).values[0]?.value ?? 0;
    const before = await gauge();
    const client = await open();
    client.subscribe('1', FOLLOW, { id: '9' });
    await opened();
    expect(await gauge()).toBe(before + 1);
    client.send({ type: 'complete', id: '1' });
    await opened(0);
    expect(await gauge()).toBe(before);
  });

  it('ends at the owner when the socket vanishes', async () => {
    const client = await open();
    client.subscribe('1', FOLLOW, { id: '9' });
    client.subscribe('2', FOLLOW, { id: '10' });
    await opened(2);
    client.socket.terminate();
    await opened(0);
  });

  it('refuses with the code and path of the owner', async () => {
    const client = await open();
    client.subscribe('1', 'subscription { refused { id } }');
    const [refusal, end] = await client.messages('1', 2);
    expect(refusal?.payload?.errors).toEqual([
      {
        message: 'Not yours.',
        path: ['refused'],
        extensions: { code: 'FORBIDDEN', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
      },
    ]);
    expect(end?.type).toBe('complete');
  });

  it('serves queries and mutations over the same socket', async () => {
    const client = await open();
    client.subscribe('1', 'query { saga(id: "1") { user { name } } }');
    client.subscribe('2', 'mutation { rename(id: "1", name: "") { id } }');
    expect((await client.messages('1', 2)).map(({ type, payload }) => ({ type, ...payload }))).toEqual([
      { type: 'next', data: { saga: { user: { name: 'Name of user-of-1' } } } },
      { type: 'complete' },
    ]);
    const [answer] = await client.messages('2', 1);
    expect(answer?.payload?.errors?.[0]).toMatchObject({ path: ['rename'], extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('refuses what is malformed, too complex or not valid before the owner hears of it', async () => {
    const client = await open();
    const before = started.stage.calls.length;
    const aliases = Array.from({ length: 31 }, (_, i) => `a${i}: version`).join(' ');
    client.subscribe('parse', 'subscription {');
    client.subscribe('valid', 'subscription { sagaUpdated(sagaId: "1") { nothing } }');
    client.subscribe('root', 'subscription ($if: Boolean!) { sagaUpdated(sagaId: "1") @skip(if: $if) { id } }', {
      if: false,
    });
    client.subscribe('alias', `subscription { sagaUpdated(sagaId: "1") { ${aliases} } }`);
    client.subscribe('input', FOLLOW, { id: '1', after: 'many' });
    client.subscribe('tokens', `subscription { sagaUpdated(sagaId: "1") { ${'id '.repeat(2_000)} } }`);
    const codeOf = async (id: string) => {
      const [message] = await client.messages(id, 1);
      return [message?.type, message?.payload?.[0]?.extensions.code];
    };
    expect(await codeOf('parse')).toEqual(['error', 'GRAPHQL_PARSE_FAILED']);
    expect(await codeOf('valid')).toEqual(['error', 'GRAPHQL_VALIDATION_FAILED']);
    expect(await codeOf('root')).toEqual(['error', 'GRAPHQL_VALIDATION_FAILED']);
    expect(await codeOf('alias')).toEqual(['error', 'QUERY_TOO_COMPLEX']);
    expect(await codeOf('input')).toEqual(['error', 'BAD_USER_INPUT']);
    expect(await codeOf('tokens')).toEqual(['error', 'QUERY_TOO_COMPLEX']);
    expect(started.stage.calls).toHaveLength(before);
  });

  it('ends with 4403 within a second when a right is revoked', async () => {
    const token = await started.token({ sub: 'revoked', sessionId: 'gone' });
    const mine = await open({ init: { authorization: `Bearer ${token}` } });
    const other = await open({ init: { authorization: `Bearer ${await started.token()}` } });
    mine.subscribe('1', FOLLOW, { id: '1' });
    other.subscribe('1', FOLLOW, { id: '1' });
    await opened(2);
    const revokedAt = performance.now();
    started.bus.publish('identity', [{ key: 'gone', at: Date.now() }]);
    expect((await mine.closed).code).toBe(4403);
    expect(performance.now() - revokedAt).toBeLessThan(1_000);
    await opened(1);
    const again = await openSocket(started.url, { init: { authorization: `Bearer ${token}` } });
    expect((await again.closed).code).toBe(4403);
    versions(1, 1);
    await other.messages('1', 1);
  });

  it('ends with 4403 when the token expires', async () => {
    const client = await open({ init: { authorization: `Bearer ${await started.token({}, 1)}` } });
    client.subscribe('1', FOLLOW, { id: '1' });
    expect((await client.closed).code).toBe(4403);
  });
});

describe('when the owner of a stream dies', () => {
  it('the stream ends with SERVICE_UNAVAILABLE, and a later one is refused with it', async () => {
    const started = await startGatewayForTest('remote');
    const client = await openSocket(started.url);
    client.subscribe('1', FOLLOW, { id: '1' });
    await eventually(() => started.stage.open === 1);
    await started.kill('sagas');
    const [end] = await client.messages('1', 1);
    expect(end?.type).toBe('error');
    expect(end?.payload?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    client.subscribe('2', FOLLOW, { id: '1' });
    const [refusal] = await client.messages('2', 1);
    expect(refusal?.payload?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    client.socket.terminate();
  });

  it('a dead subgraph beside it only nulls its fields', async () => {
    const started = await startGatewayForTest('remote');
    const client = await openSocket(started.url);
    client.subscribe('1', FOLLOW, { id: '1' });
    await eventually(() => started.stage.open === 1);
    await started.kill('users');
    started.stage.pulse.emit('version', 1);
    const [event] = await client.messages('1', 1);
    expect(event?.payload?.data).toEqual({ sagaUpdated: { id: '1', version: 1, user: { name: null } } });
    expect(event?.payload?.errors?.[0]).toMatchObject({
      path: ['sagaUpdated', 'user', 'name'],
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
    client.socket.terminate();
  });
});

describe('the shutdown of a gateway', () => {
  it('closes sockets with a code after which clients connect again', async () => {
    const started = await startGatewayForTest('local');
    const client = await openSocket(started.url);
    client.subscribe('1', FOLLOW, { id: '1' });
    await eventually(() => started.stage.open === 1);
    await started.stop();
    expect((await client.closed).code).toBe(1012);
    expect(started.stage.open).toBe(0);
  });
});
