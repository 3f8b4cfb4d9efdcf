import { loadConfig } from '@comptoir/service-kit';
import { z } from 'zod';

/** What this context can be told. */
export type SalesSettings = {
  /** Who takes card payments; null: the built-in test provider. */
  paymentProvider: { url: string; secret: string } | null;
};

const schema = z.object({
  PAYMENT_PROVIDER_URL: z.url({ protocol: /^https?$/, error: 'an address of http or https' }).optional(),
  PAYMENT_PROVIDER_SECRET: z.string().min(16, 'what requests are signed with, 16 characters or more').optional(),
});

/** The environment of the process; composition roots hand it on. */
export const environment = process.env;

/** What this context reads from the environment. */
export function salesConfig(env: Record<string, string | undefined>): SalesSettings {
  const { PAYMENT_PROVIDER_URL: url, PAYMENT_PROVIDER_SECRET: secret } = loadConfig(schema, env);
  if (!url) return { paymentProvider: null };
  if (!secret)
    throw new Error('PAYMENT_PROVIDER_SECRET: set it to what the provider at PAYMENT_PROVIDER_URL knows us by.');
  return { paymentProvider: { url, secret } };
}
