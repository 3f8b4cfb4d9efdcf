import { expect, it } from '@jest/globals';
import { linksFor } from './links.ts';

const labels = (...args: Parameters<typeof linksFor>) => linksFor(...args).map(({ label }) => label);

it('leads everybody to where they may go', () => {
  expect(labels({ status: 'anonymous' })).toEqual(['Shop', 'Cart', 'Log in']);
  const viewer = {
    id: 'u1',
    username: 'client',
    displayName: 'Camille',
    email: null,
    role: 'CLIENT' as const,
    version: 1,
    stores: null,
  };
  expect(labels({ status: 'signed-in', viewer })).toEqual(['Shop', 'Cart', 'Orders', 'Profile']);
  expect(labels({ status: 'restoring' })).toEqual(['Shop', 'Cart', 'Orders', 'Profile']);
  const as = (role: 'AGENT' | 'MANAGER' | 'ADMIN') => labels({ status: 'signed-in', viewer: { ...viewer, role } });
  expect(as('AGENT')).toEqual(['Shop', 'Cart', 'Orders', 'Desk', 'Profile']);
  expect(as('MANAGER')).toEqual(['Shop', 'Cart', 'Orders', 'Office', 'Profile']);
  expect(as('ADMIN')).toEqual(['Shop', 'Cart', 'Orders', 'Desk', 'Office', 'Profile']);
});
