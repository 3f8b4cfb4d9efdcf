export type Role = 'CLIENT' | 'AGENT' | 'MANAGER' | 'ADMIN';

/**
 * Who asks, as the gateway has verified once and signed for the subgraphs. Each context still decides for itself what
 * this person may do.
 */
export type Actor = {
  /** User id. */
  sub: string;
  role: Role;
  /** Stores that a manager looks after; empty for everybody else. */
  storeIds: string[];
  /** The session or API key behind the request. */
  sessionId: string;
};
