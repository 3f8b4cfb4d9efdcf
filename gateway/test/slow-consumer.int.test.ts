import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { openSocket, type Message } from './socket.ts';
import { startGateway, startGatewayForTest, type How, type TestGateway } from './start-gateway.ts';

/** Large enough that a few events fill what the kernel keeps for a reader that does not read. */
const NOTE = 400_000;
const EVENTS = 60;

const versionOf = ({ payload }: Message) => (Object.values(payload?.data ?? {})[0] as { version: number }).version;

describe.each<How>(['local', 'remote'])('a client that does not read, streams of subgraphs that are %s', (how) => {
  let started: TestGateway;
  afterEach(() => started.stop());

  async function start() {
    started = await startGateway(how, { limits: { socketBufferBytes: 100_000, slowConsumerMs: 300 } });
    started.stage.noteSize = NOTE;
    return openSocket(started.url);
  }

  async function emit(): Promise<void> {
    for (let version = 1; version <= EVENTS; version++) {
      started.stage.pulse.emit('version', version);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('gets SLOW_CONSUMER behind what it was sent, nothing skipped, and can resume', async () => {
    const client = await start();
    client.subscribe(
      '1',
      'subscription ($after: Int) { sagaUpdated(sagaId: "1", afterVersion: $after) { version note } }',
    );
    await eventually(() => started.stage.open === 1);
    client.socket.pause();
    await emit();
    await eventually(() => started.stage.open === 0, { what: 'the stream to end at its owner' });
    client.socket.resume();
    const end = await eventually(() => client.received.find(({ type }) => type === 'error'), { what: 'the error' });
    expect(end.payload?.[0]?.extensions.code).toBe('SLOW_CONSUMER');
    const events = client.received.filter(({ type }) => type === 'next');
    expect(events.map(versionOf)).toEqual(events.map((_, i) => i + 1));
    expect(events.length).toBeLessThan(EVENTS);

    started.stage.noteSize = 1;
    const last = events.length;
    client.subscribe(
      '2',
      'subscription ($after: Int) { sagaUpdated(sagaId: "1", afterVersion: $after) { version note } }',
      { after: last },
    );
    await eventually(() => started.stage.open === 1);
    started.stage.pulse.emit('version', last + 1);
    const [next] = await client.messages('2', 1);
    expect(next && versionOf(next)).toBe(last + 1);
    client.socket.terminate();
  });

  it('sees fewer states of a state-like stream, the newest last', async () => {
    const client = await start();
    client.subscribe('1', 'subscription { sagaActivity { id version note } }');
    await eventually(() => started.stage.open === 1);
    client.socket.pause();
    await emit();
    client.socket.resume();
    await eventually(
      () => client.received.some((message) => message.type === 'next' && versionOf(message) === EVENTS),
      { what: 'the newest state' },
    );
    expect(client.received.every(({ type }) => type !== 'error')).toBe(true);
    client.socket.terminate();
  });
});

describe('a client that sends and never reads', () => {
  it('is cut off when answers to its pings pile up', async () => {
    const started = await startGatewayForTest('local', { limits: { socketBufferBytes: 10_000 } });
    const client = await openSocket(started.url);
    client.socket.pause();
    let cut = false;
    client.socket.once('error', () => (cut = true)).once('close', () => (cut = true));
    const ping = { type: 'ping', payload: { text: 'x'.repeat(200_000) } };
    await eventually(
      () => {
        if (!cut) client.send(ping);
        return cut;
      },
      { what: 'the gateway to cut the connection' },
    );
    expect((await fetch(`${started.url}/health/live`)).status).toBe(200);
  });
});
