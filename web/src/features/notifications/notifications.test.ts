import { expect, it } from '@jest/globals';
import type { NotificationType } from '../../__generated__/operations.ts';
import { countText, isToldTo, pathOf, TYPE_WORDS, typeIcon } from './notification-words.ts';

it('goes where a message leads within the app, and nowhere else', () => {
  expect(pathOf('/orders/s1')).toBe('/orders/s1');
  for (const link of [
    null,
    '',
    'https://elsewhere.test',
    '//elsewhere.test',
    '/\\elsewhere.test',
    'javascript:alert(1)',
  ])
    expect(pathOf(link)).toBeNull();
});

it('counts up to a hundred', () => {
  expect([1, 99, 100].map(countText)).toEqual(['1', '99', '99+']);
});

it('offers what a person can be told', () => {
  const offered = (role: Parameters<typeof isToldTo>[0]) =>
    (Object.keys(TYPE_WORDS) as NotificationType[]).filter((type) => isToldTo(role, type));
  expect(offered('CLIENT')).not.toContain('LOW_STOCK');
  expect(offered('MANAGER')).toContain('LOW_STOCK');
});

it('has a picture also for news that it has never heard of', () => {
  expect(typeIcon('FULL_MOON' as NotificationType)).toBe('bell');
});
