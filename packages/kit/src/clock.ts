/** The time as code sees it. Leases, holds and expiry never use it: those are decided by PostgreSQL's clock alone. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
