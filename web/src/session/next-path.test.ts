import { expect, it } from '@jest/globals';
import { loginPath, nextPath } from './next-path.ts';

it('leads back to where somebody came from', () => {
  expect(nextPath(new URL(loginPath('/orders/7?a=b&c'), 'http://shop').searchParams)).toBe('/orders/7?a=b&c');
  expect(nextPath(new URLSearchParams())).toBe('/');
});

it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', ''])(
  'never leads away from the shop: %s',
  (next) => {
    expect(nextPath(new URLSearchParams({ next }))).toBe('/');
  },
);
