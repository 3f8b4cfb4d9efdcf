import { expect, it } from '@jest/globals';
import { notificationsConfig } from '@comptoir/notifications';
import { systemConfig } from './config.ts';

it('links in e-mails lead to the port that the web app is on, or to where it is said to be', () => {
  const linksTo = (env: Record<string, string>) => notificationsConfig(systemConfig(env).env).publicUrl;
  expect(linksTo({})).toBe('http://127.0.0.1:4000');
  expect(linksTo({ PORT: '4077', PUBLIC_URL: '' })).toBe('http://127.0.0.1:4077');
  expect(linksTo({ PORT: '4077', PUBLIC_URL: 'https://shop.example' })).toBe('https://shop.example');
});
