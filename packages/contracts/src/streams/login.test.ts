import { describe, expect, it } from '@jest/globals';
import * as apiKey from './api-key.ts';
import * as login from './login.ts';

const at = '2026-03-01T12:00:00.000Z';
const tries = (...events: login.LoginStreamEvent[]) => events.reduce(login.apply, login.initial);
const keys = (...events: apiKey.ApiKeyStreamEvent[]) => events.reduce(apiKey.apply, apiKey.initial);

describe('the stream of a log-in', () => {
  const begun = {
    type: 'UserLoggedIn',
    data: { userId: 'u', sessionId: 's', method: 'PASSWORD', expiresAt: at },
  } as const;
  const ended = { type: 'SessionRevoked', data: { userId: 'u', sessionId: 's', reason: 'LOGOUT' } } as const;

  it('tells the session that it began, and why that ended', () => {
    expect(tries(begun)).toEqual({ userId: 'u', state: 'OPEN', method: 'PASSWORD', expiresAt: at, reason: null });
    expect(tries(begun, ended)).toMatchObject({ state: 'REVOKED', reason: 'LOGOUT', expiresAt: at });
  });

  it('tells why it failed', () => {
    const failed = { type: 'LoginFailed', data: { userId: null, reason: 'UNKNOWN_ACCOUNT' } } as const;
    expect(tries(failed)).toMatchObject({ userId: null, state: 'FAILED', reason: 'UNKNOWN_ACCOUNT', expiresAt: null });
  });

  it('is nothing before the try', () => expect(tries(ended)).toBeNull());
});

describe('the stream of an API key', () => {
  const created = { type: 'ApiKeyCreated', data: { userId: 'u', expiresAt: null } } as const;
  const revoked = { type: 'ApiKeyRevoked', data: { userId: 'u', revokedAt: at } } as const;

  it('tells whose it is, and when it ended', () => {
    expect(keys(created)).toEqual({ userId: 'u', expiresAt: null, revokedAt: null });
    expect(keys(created, revoked)).toEqual({ userId: 'u', expiresAt: null, revokedAt: at });
  });

  it('is nothing before it was created', () => expect(keys(revoked)).toBeNull());
});
