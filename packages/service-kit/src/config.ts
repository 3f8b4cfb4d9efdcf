import { z } from 'zod';

type Env = Record<string, string | undefined>;

/**
 * Parses the environment. An empty variable counts as unset; all faults are told at once, each with its name and what it
 * should be. Values are never printed: they may be secrets.
 */
export function loadConfig<S extends z.ZodType>(schema: S, env: Env): z.infer<S> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (parsed.success) return Object.freeze(parsed.data) as z.infer<S>;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || 'environment'}: ${issue.message}`);
  throw new Error(
    `The environment is not complete:\n${faults.join('\n')}\nSee docs/services.md for what each process needs.`,
  );
}

/** `true`/`1` or `false`/`0`. */
export const envFlag = (byDefault: boolean) =>
  z
    .enum(['true', 'false', '1', '0'])
    .default(byDefault ? 'true' : 'false')
    .transform((text) => text === 'true' || text === '1');

export const envInteger = (byDefault: number, min = 0, max = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number().int().min(min).max(max).default(byDefault);
