/**
 * The schedules that `npm test` plays, so few that it can wait for them: one with plenty of stock on the demo chain, and one short
 * of it on an empty database whose workers' clocks are off. schedule.test.ts says what accidents are in them.
 */
export const BOUNDED_SEEDS = [31, 2507] as const;
