export { envFlag, envInteger, loadConfig } from './config.ts';
export { runProcess, type Disposable } from './process.ts';
export { startOpsServer, type OpsServer } from './ops-server.ts';
export {
  createActorKey,
  createActorSigner,
  createActorVerifier,
  type ActorSigner,
  type ActorVerifier,
} from './actor-token.ts';
export { startSubgraphServer } from './subgraph-server.ts';
export { startInternalServer } from './internal-server.ts';
export { localPort, remotePort } from './internal-port.ts';
export { runSubgraph, type SubgraphBase } from './run-subgraph.ts';
export { requireMigrated } from './migrated.ts';
export { baseConfig, databaseUrl, type BaseConfig } from './base-config.ts';
export { HEADERS } from './headers.ts';
export { corkTurn } from './cork.ts';
export { serveDownload } from './serve-download.ts';
export { readBody } from './read-body.ts';
export { databaseHealth } from './database-health.ts';
export { commandLine } from './command-line.ts';
