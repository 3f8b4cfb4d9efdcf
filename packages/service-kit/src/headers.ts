/** Headers between gateway and subgraphs. */
export const HEADERS = {
  actor: 'x-comptoir-actor',
  correlation: 'x-correlation-id',
  clientAddress: 'x-comptoir-client-address',
  clientAgent: 'x-comptoir-client-agent',
  refreshToken: 'x-comptoir-refresh-token',
  /** Answer of users: `<expiry in ms> <token>`, or empty to remove the cookie. */
  setRefreshToken: 'x-comptoir-set-refresh-token',
  signature: 'x-comptoir-signature',
  signedAt: 'x-comptoir-signed-at',
} as const;
