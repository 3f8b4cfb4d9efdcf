import { describe, expect, it } from '@jest/globals';
import { createKeep } from '../shared/storage.ts';
import { createSession, SESSION_KEY, type Grant } from './session.ts';

const CLIENT = {
  id: 'u1',
  username: 'client',
  displayName: 'Camille',
  email: 'c@example.com',
  role: 'CLIENT' as const,
  version: 1,
  stores: null,
};

/** A session with a clock that the test moves, and a server that answers when the test says so. */
function aSession({ known = false } = {}) {
  let time = Date.parse('2026-11-25T00:00:00Z');
  const timers: { at: number; work: () => void }[] = [];
  const asked: { userId: string | null; answer: (grant: Grant | 'ended') => void; fail: () => void }[] = [];
  const keep = createKeep(() => {
    throw new Error('no storage in this test');
  });
  if (known) keep.set(SESSION_KEY, CLIENT.id);
  const session = createSession({
    keep,
    now: () => time,
    exclusively: (work) => work(),
    exchange: (userId) =>
      new Promise((resolve, reject) =>
        asked.push({ userId, answer: resolve, fail: () => reject(new TypeError('down')) }),
      ),
    later(work, ms) {
      const timer = { at: time + ms, work };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    session,
    asked,
    keep,
    grant: (token: string): Grant => ({
      accessToken: token,
      expiresAt: new Date(time + 15 * 60_000).toISOString(),
      user: CLIENT,
    }),
    async pass(ms: number) {
      time += ms;
      for (const timer of timers.filter(({ at }) => at <= time)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.work();
      }
      await settle();
    },
    async reply(answer: Grant | 'ended') {
      asked.at(-1)?.answer(answer);
      await settle();
    },
    async down() {
      asked.at(-1)?.fail();
      await settle();
    },
  };
}

describe('a session', () => {
  it('asks nobody where nobody was signed in', async () => {
    const { session, asked } = aSession();
    await session.restore();
    expect(session.state.get()).toEqual({ status: 'anonymous' });
    expect(await session.token()).toBeNull();
    expect(asked).toHaveLength(0);
  });

  it('goes on where the last visit ended; everybody waits for the one exchange', async () => {
    const { session, asked, grant, reply } = aSession({ known: true });
    expect(session.state.get().status).toBe('restoring');
    const waiting = [session.restore().then(() => session.token()), session.token(), session.renew(null)];
    await reply(grant('t1'));
    expect(await Promise.all(waiting)).toEqual(['t1', 't1', 't1']);
    expect(asked).toHaveLength(1);
    expect(session.state.get()).toMatchObject({ status: 'signed-in', viewer: { username: 'client' } });
  });

  it('renews its token before it ends, for the same person only', async () => {
    const { session, asked, grant, pass, reply } = aSession();
    session.begin(grant('t1'));
    await pass(13 * 60_000);
    expect(asked).toHaveLength(0);
    await pass(60_000);
    expect(asked.map(({ userId }) => userId)).toEqual([CLIENT.id]);
    await reply(grant('t2'));
    expect(await session.token()).toBe('t2');
  });

  it('gives nobody a token that ends within seconds', async () => {
    const { session, asked, grant, down, reply } = aSession();
    session.begin({ ...grant('t1'), expiresAt: '1999-01-01T00:00:00Z' });
    expect(await session.token()).toBe('t1');
    const rejected = session.renew('t1');
    await reply(grant('t2'));
    expect(await rejected).toBe('t2');
    expect(await session.renew('t1')).toBe('t2');
    expect(asked).toHaveLength(1);
    await down();
  });

  it('ends when the server says so, and forgets that there was one', async () => {
    const { session, keep, grant, reply } = aSession();
    session.begin(grant('t1'));
    expect(keep.get(SESSION_KEY)).toBe(CLIENT.id);
    const renewing = session.renew('t1');
    await reply('ended');
    expect(await renewing).toBeNull();
    expect(session.state.get()).toEqual({ status: 'anonymous' });
    expect(keep.get(SESSION_KEY)).toBeNull();
  });

  it('lives through an outage: it is asked again until somebody answers', async () => {
    const { session, asked, grant, pass, down, reply } = aSession({ known: true });
    const restored = session.restore();
    await down();
    await restored;
    expect(session.state.get().status).toBe('restoring');
    await pass(1_000);
    await down();
    await pass(2_000);
    expect(asked).toHaveLength(3);
    await reply(grant('t1'));
    expect(session.state.get().status).toBe('signed-in');
  });

  it('lets an old exchange say nothing to whoever signed in meanwhile', async () => {
    const { session, asked, grant, reply } = aSession({ known: true });
    void session.restore();
    session.begin(grant('mine'));
    await reply('ended');
    expect(session.state.get().status).toBe('signed-in');
    expect(await session.token()).toBe('mine');
    expect(asked).toHaveLength(1);
  });

  it('is over at once for whoever logs out while it is being renewed', async () => {
    const { session, grant, reply } = aSession();
    session.begin(grant('t1'));
    void session.renew('t1');
    session.end();
    await reply(grant('t2'));
    expect(session.state.get().status).toBe('anonymous');
    expect(await session.token()).toBeNull();
  });
});
