import { randomUUID } from 'node:crypto';
import { buildAudit, CONSUMING_CONTEXTS } from '@comptoir/audit';
import { openPool } from '@comptoir/database';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import { memoryBus } from '@comptoir/live';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { graphql } from 'graphql';

const ADMIN = { sub: randomUUID(), role: 'ADMIN' as const, storeIds: [], sessionId: randomUUID() };

/** The subgraph on a database that is there, and an admin who asks it. */
export function openAuditStore({ url, publicKey }: { url: string; publicKey: string }) {
  const log = createLogger('bench', 'silent');
  const service = 'bench';
  const pool = openPool({ url, context: 'audit', max: 4, service, log });
  const nobody = { list: async () => [], replay: async () => ({ replayed: 0, failed: [], nextAfter: null }) };
  const deadLetters = Object.fromEntries(CONSUMING_CONTEXTS.map((context) => [context, nobody]));
  const parts = { pool, bus: memoryBus(), log, service, demo: false, publicKeys: [publicKey] };
  const subgraph = buildAudit({ ...parts, deadLetters });

  const request = (): SubgraphRequest => ({
    ...{ actor: ADMIN, trace: newTrace(), client: { address: '', userAgent: '' } },
    cookie: { refreshToken: null, setRefreshToken: () => undefined },
  });
  async function ask(source: string, variableValues: Record<string, unknown> = {}) {
    const contextValue = subgraph.context(request());
    const { data, errors } = await graphql({ schema: subgraph.schema, source, variableValues, contextValue });
    if (errors?.[0]) throw errors[0];
    return data as Record<string, Record<string, never>>;
  }
  /** The whole chain, part by part as its field gives it; answers how many events there were. */
  async function verify(): Promise<number> {
    for (let checked = 0; ;) {
      const { verifyAuditChain: found } = await ask(
        'query ($after: SafeInt) { verifyAuditChain(afterPosition: $after) { isIntact isComplete checkedUpTo } }',
        { after: checked },
      );
      if (!found?.isIntact) throw new Error('The chain does not hold.');
      checked = Number(found.checkedUpTo);
      if (found.isComplete) return checked;
    }
  }
  async function close(): Promise<void> {
    await subgraph.dispose();
    await pool.end();
  }
  return { parts, downloads: subgraph.downloads ?? {}, request, ask, verify, close };
}
