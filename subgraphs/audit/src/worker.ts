import { systemClock } from '@comptoir/kit';
import type { PeriodicJob, WorkerBase, WorkerParts } from '@comptoir/messaging';
import type { AuditSettings } from './config.ts';
import { auditHandler } from './consume.ts';
import { headFiles } from './infrastructure/head-files.ts';
import { changeableTables } from './infrastructure/rights.ts';
import { makePartitions } from './infrastructure/partitions.ts';
import { createHeadCheck, createHeadSigner } from './infrastructure/head-keys.ts';
import { signHead } from './infrastructure/sign-head.ts';
import { signedHeads } from './infrastructure/signed-heads.ts';
import { eventStoreStatistics } from './infrastructure/statistics.ts';
import { carryOn } from './infrastructure/verifications.ts';
import { verifyChain } from './infrastructure/verify-chain.ts';
import { auditTelemetry } from './telemetry/events.ts';

export { auditConfig } from './config.ts';

const HOUR_MS = 3_600_000;
const SIGN_EACH_MS = 60_000;

/** Events that one turn of a check in the background reads at most: a few seconds, so that a worker stops in time. */
const MOST_VERIFIED = 250_000;

/** What runs for this context in the background: everything that happens anywhere goes into the chain, whose end is signed. */
export function buildAuditWorker({
  pool,
  bus,
  log,
  service,
  signingKey = null,
  publicKeys = [],
  headsFolder = null,
}: WorkerBase & Partial<AuditSettings>): WorkerParts {
  const telemetry = auditTelemetry(service, log);
  const files = headsFolder ? headFiles(headsFolder) : null;
  const heads = signedHeads(pool, files, createHeadCheck(publicKeys));

  // Not refused: whoever brings one address for everything would have no system at all.
  const asked = changeableTables(pool).then(
    (tables) => tables.length > 0 && telemetry.unprotected(tables),
    (error: unknown) => telemetry.rightsUnknown(error),
  );

  const periodic: PeriodicJob[] = [
    {
      name: 'audit-partitions',
      everyMs: 6 * HOUR_MS,
      async run() {
        const made = await makePartitions(pool);
        if (made > 0) telemetry.partitionsMade(made);
      },
    },
    { name: 'audit-figures', everyMs: 15_000, run: async () => telemetry.measured(await eventStoreStatistics(pool)) },
    {
      name: 'audit-checks',
      everyMs: 1_000,
      async run() {
        const part = await carryOn(pool, (after, passed) =>
          verifyChain(pool, heads, { after, most: MOST_VERIFIED, passed }),
        );
        if (part && 'failure' in part) telemetry.checkFailed(part.failure);
        else if (part?.isComplete) telemetry.verified(part);
      },
    },
  ];
  if (signingKey) periodic.push(signing(createHeadSigner(signingKey)));
  else telemetry.headsUnsigned();

  function signing(sign: ReturnType<typeof createHeadSigner>): PeriodicJob {
    return {
      name: 'audit-heads',
      everyMs: SIGN_EACH_MS,
      async run() {
        const signed = await signHead(pool, { heads, files, sign, clock: systemClock });
        if ('head' in signed) telemetry.headSigned(signed.head);
        if ('broken' in signed) telemetry.headRefused(signed.broken);
      },
    };
  }

  return { handlers: [auditHandler({ pool, bus }, telemetry)], periodic, dispose: async () => void (await asked) };
}
