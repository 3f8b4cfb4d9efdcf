import { envInteger, loadConfig } from '@comptoir/service-kit';
import { z } from 'zod';

/** How long people stay signed in. */
export type SessionConfig = {
  /** Days after which a session ends that is not used. */
  sessionIdleDays: number;
  /** Days after which a session ends although it is used. */
  sessionLongestDays: number;
};

const schema = z.object({ SESSION_IDLE_DAYS: envInteger(14, 1, 365), SESSION_LONGEST_DAYS: envInteger(90, 1, 365) });

/** The environment of the process; composition roots hand it on. */
export const environment = process.env;

/** What this context reads from the environment. */
export function usersConfig(env: Record<string, string | undefined>): SessionConfig {
  const { SESSION_IDLE_DAYS, SESSION_LONGEST_DAYS } = loadConfig(schema, env);
  return { sessionIdleDays: SESSION_IDLE_DAYS, sessionLongestDays: SESSION_LONGEST_DAYS };
}
