import { describe, expect, it } from '@jest/globals';
import { refreshCookie } from './refresh-cookie.ts';

describe('the refresh cookie', () => {
  it('is read among others', () => {
    expect(refreshCookie('a=b; comptoir_refresh=t%3D1; c=d', false).cookie.refreshToken).toBe('t=1');
    expect(refreshCookie('comptoir_refresh=', false).cookie.refreshToken).toBeNull();
    expect(refreshCookie('xcomptoir_refresh=t', false).cookie.refreshToken).toBeNull();
    expect(refreshCookie(undefined, false).cookie.refreshToken).toBeNull();
  });

  it('that cannot be decoded is none', () => {
    expect(refreshCookie('comptoir_refresh=%E0%A4%A', false).cookie.refreshToken).toBeNull();
  });

  it('is sent only when users says so, over HTTPS only where that is the public address', () => {
    const { cookie, setCookie } = refreshCookie(undefined, true);
    expect(setCookie()).toBeNull();
    cookie.setRefreshToken('t', new Date(0));
    expect(setCookie()).toBe(
      'comptoir_refresh=t; Path=/graphql; HttpOnly; SameSite=Strict; Secure; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    );
    cookie.setRefreshToken(null);
    expect(setCookie()).toContain('Max-Age=0');
  });
});
