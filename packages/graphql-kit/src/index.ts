export { buildContextSchema, SHARED_SDL } from './schema.ts';
export {
  badUserInput,
  CODES,
  formatError,
  forbidden,
  serviceUnavailable,
  unauthenticated,
  type ErrorCode,
} from './errors.ts';
export { requireActor, requireRole, isAdmin, managesStore } from './rights.ts';
export { decodeCursor, encodeCursor, pageSize, toConnection, type Connection, type PageArgs } from './connection.ts';
export { scalars } from './scalars.ts';
export { entityLoader } from './loader.ts';
export type {
  Download,
  DownloadAnswer,
  RequestContext,
  Subgraph,
  SubgraphRequest,
  SessionCookie,
  HealthLine,
  InternalEndpoint,
} from './subgraph.ts';
export { sharedProblem, type SharedProblem, type UnionMember } from './problems.ts';
