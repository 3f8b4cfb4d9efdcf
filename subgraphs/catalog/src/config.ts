import { envInteger, loadConfig } from '@comptoir/service-kit';
import { z } from 'zod';

/** What this context can be told. */
export type CatalogSettings = {
  /** Seconds that goods are held for an order that is being paid. */
  reservationTtlSeconds: number;
};

const schema = z.object({ RESERVATION_TTL_SECONDS: envInteger(30, 1, 3_600) });

/** The environment of the process; composition roots hand it on. */
export const environment = process.env;

/** What this context reads from the environment. */
export function catalogConfig(env: Record<string, string | undefined>): CatalogSettings {
  return { reservationTtlSeconds: loadConfig(schema, env).RESERVATION_TTL_SECONDS };
}
