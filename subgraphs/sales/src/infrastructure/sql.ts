/** The moment of a change, taken when its row is locked, and never before that of the change before. */
export const nowBehind = (before: string): string =>
  `CROSS JOIN LATERAL (SELECT greatest(clock_timestamp()::timestamptz(3), ${before}) AS at OFFSET 0) now`;
