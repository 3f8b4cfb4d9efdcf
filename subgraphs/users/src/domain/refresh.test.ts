import { describe, expect, it } from '@jest/globals';
import { decideRefresh, GRACE_MS, type PresentedToken } from './refresh.ts';

const current: PresentedToken = { ended: false, usedMsAgo: null, successorUsed: false };

describe('decideRefresh', () => {
  it.each([
    ['a token nobody gave out', null, 'ended'],
    ['the current token', current, 'rotate'],
    ['the token of an ended session', { ...current, ended: true }, 'ended'],
    ['an exchanged token of an ended session', { ended: true, usedMsAgo: 5, successorUsed: false }, 'ended'],
    ['a doubled request', { ...current, usedMsAgo: 0 }, 'repeat'],
    ['a retry at the end of the grace', { ...current, usedMsAgo: GRACE_MS }, 'repeat'],
    ['a retry after the grace', { ...current, usedMsAgo: GRACE_MS + 1 }, 'reused'],
    ['a token whose successor was used', { ended: false, usedMsAgo: 1, successorUsed: true }, 'reused'],
  ] as const)('%s: %s', (_what, token, decision) => {
    expect(decideRefresh(token)).toBe(decision);
  });
});
