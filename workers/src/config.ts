import { loadConfig } from '@comptoir/service-kit';
import { z } from 'zod';
import { ROLES, type Role } from './roles.ts';

export type WorkersConfig = {
  roles: Role[];
  /** In logs and metrics. */
  name: string;
};

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

const schema = z.object({
  WORKER_ROLES: z
    .string()
    .default(ROLES.join())
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts): parts is Role[] => parts.every(isRole), {
      error: `one or more of ${ROLES.join(', ')}, separated by commas`,
    }),
  WORKER_NAME: z.string().default('worker'),
});

/** The environment of the process. */
export const environment = process.env;

/** What a worker process reads from its environment beside what every process does. */
export function workersConfig(env: Record<string, string | undefined>): WorkersConfig {
  const { WORKER_ROLES, WORKER_NAME } = loadConfig(schema, env);
  return { roles: [...new Set(WORKER_ROLES)], name: WORKER_NAME };
}
