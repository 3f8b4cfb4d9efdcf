import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { openSocket } from './socket.ts';
import { SHOPPER, startGateway, type TestGateway } from './start-gateway.ts';

describe('graphql-transport-ws', () => {
  let started: TestGateway;
  beforeAll(
    async () => void (started = await startGateway('local', { limits: { operationsPerSocket: 3, bodyBytes: 20_000 } })),
  );
  afterAll(() => started.stop());

  const codeAfter = async (message: object | string, init: object | null = {}) => {
    const client = await openSocket(started.url, { init });
    client.send(message);
    return (await client.closed).code;
  };

  it('closes with 4400 for what is not a message', async () => {
    expect(await codeAfter('hello')).toBe(4400);
    expect(await codeAfter({ type: 'subscribe', id: '1' })).toBe(4400);
  });

  it('closes with 4401 when nobody was introduced', async () => {
    expect(await codeAfter({ type: 'subscribe', id: '1', payload: { query: '{ me { id } }' } }, null)).toBe(4401);
  });

  it('closes with 4403 for credentials that are not good', async () => {
    const client = await openSocket(started.url, { init: { authorization: 'Bearer no.such.token' } });
    expect((await client.closed).code).toBe(4403);
  });

  it('closes with 4429 for a second introduction', async () => {
    expect(await codeAfter({ type: 'connection_init' })).toBe(4429);
  });

  it('closes with 4406 for another subprotocol, or none', async () => {
    const client = await openSocket(started.url, { init: null, protocol: null });
    expect((await client.closed).code).toBe(4406);
    await expect(openSocket(started.url, { init: null, protocol: 'graphql-ws' })).rejects.toThrow('subprotocol');
  });

  it('closes with 1009 for a message that is too large', async () => {
    expect(await codeAfter({ type: 'ping', payload: { text: 'x'.repeat(30_000) } })).toBe(1009);
  });

  it('outlives those who ask for another path and are gone before they are answered', async () => {
    const { hostname, port } = new URL(started.url);
    for (let i = 0; i < 10; i++) {
      const socket = connect({ host: hostname, port: Number(port) });
      await once(socket, 'connect');
      socket.write('GET /x HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
      // Half of them are gone before the answer comes, half behind it.
      if (i % 2) await once(socket, 'data');
      socket.resetAndDestroy();
      await once(socket, 'close');
      expect((await fetch(`${started.url}/health/live`)).status).toBe(200);
    }
  });

  it('closes with 4409 for an id that is in use', async () => {
    const client = await openSocket(started.url);
    client.subscribe('1', 'subscription { sagaActivity { id } }');
    client.subscribe('1', 'subscription { sagaActivity { id } }');
    expect((await client.closed).code).toBe(4409);
  });

  it('answers pings', async () => {
    const client = await openSocket(started.url);
    client.send({ type: 'ping', payload: { n: 1 } });
    await eventually(() => client.received.some((message) => message.type === 'pong'));
    client.socket.terminate();
  });

  it('takes so many operations a socket and no more', async () => {
    const client = await openSocket(started.url);
    for (const id of ['1', '2', '3', '4']) client.subscribe(id, 'subscription { sagaActivity { id } }');
    const [refusal] = await client.messages('4', 1);
    expect(refusal?.payload?.[0]?.extensions.code).toBe('RATE_LIMITED');
    client.send({ type: 'complete', id: '1' });
    client.subscribe('5', '{ me { id } }');
    expect((await client.messages('5', 1))[0]?.type).toBe('next');
    client.socket.terminate();
  });

  it('knows people by token and by API key', async () => {
    started.apiKeys.set('shop.secret', { ...SHOPPER, sub: 'machine' });
    const me = async (init: object) => {
      const client = await openSocket(started.url, { init });
      client.subscribe('1', '{ me { id } }');
      const [answer] = await client.messages('1', 1);
      client.socket.terminate();
      return answer?.payload?.data;
    };
    expect(await me({ authorization: `Bearer ${await started.token()}` })).toEqual({ me: { id: 'u1' } });
    expect(await me({ 'x-api-key': 'shop.secret' })).toEqual({ me: { id: 'machine' } });
    expect(await me({})).toEqual({ me: null });
  });
});
