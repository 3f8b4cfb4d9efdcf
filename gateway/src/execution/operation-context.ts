import type { SubgraphRequest } from '@comptoir/graphql-kit';

/** What travels with one operation through the gateway. */
export type OperationContext = {
  /** Who asks, in which trace, from where; handed to every subgraph the plan touches. */
  request: SubgraphRequest;
  /** True for operations that came over a WebSocket. */
  overSocket: boolean;
  /** Set by the limits when the caller must wait; the HTTP edge tells it as `retry-after`. */
  retryAfterSeconds?: number;
};
