import { describe, expect, it } from '@jest/globals';
import { salesConfig } from './config.ts';

describe('what sales are told', () => {
  it('is nothing by default: cards go to the test provider', () => {
    expect(salesConfig({})).toEqual({ paymentProvider: null });
    expect(salesConfig({ PAYMENT_PROVIDER_URL: '', PAYMENT_PROVIDER_SECRET: '' })).toEqual({ paymentProvider: null });
  });

  it('is who takes card payments, and what they know us by', () => {
    const env = { PAYMENT_PROVIDER_URL: 'https://pay.example/shop', PAYMENT_PROVIDER_SECRET: 'sixteen letters.' };
    expect(salesConfig(env).paymentProvider).toEqual({ url: 'https://pay.example/shop', secret: 'sixteen letters.' });
  });

  it.each([
    [{ PAYMENT_PROVIDER_URL: 'https://pay.example' }, 'PAYMENT_PROVIDER_SECRET: set it to'],
    [
      { PAYMENT_PROVIDER_URL: 'ftp://pay.example', PAYMENT_PROVIDER_SECRET: 'sixteen letters.' },
      'PAYMENT_PROVIDER_URL',
    ],
    [{ PAYMENT_PROVIDER_URL: 'https://pay.example', PAYMENT_PROVIDER_SECRET: 'short' }, '16 characters or more'],
  ])('is refused when it is %j', (env, message) => {
    expect(() => salesConfig(env)).toThrow(message);
  });
});
