import type { Pool } from '@comptoir/database';
import type { EventHandler } from '@comptoir/messaging';
import type { SagaFrame } from './application/live.ts';
import { resolutionOf } from './application/complaint-resolved.ts';
import { refundOf } from './application/refund-approved.ts';
import { replacementOf } from './application/replacement-ordered.ts';
import { describedResolution } from './domain/sagas/complaint-resolution.ts';
import { describedRefund } from './domain/sagas/refund.ts';
import { describedSale } from './domain/sagas/sale.ts';
import { beginOnEvents, beginsWith, type Trigger } from './infrastructure/begin-on-events.ts';
import type { SagaTelemetry } from './telemetry/events.ts';

/** The sagas that begin with an event of another context; a route (packages/contracts/src/routing.ts) brings it here. */
const TRIGGERS: readonly Trigger[] = [
  beginsWith('RefundApproved', describedRefund, refundOf),
  beginsWith('ReplacementOrdered', describedSale, replacementOf),
  // A complaint whose resolution failed is resolved again.
  beginsWith('ComplaintResolved', describedResolution, resolutionOf, { often: true }),
];

/** What happens elsewhere begins sagas, and wakes who carries them out. */
export const sagasHandler = (
  pool: Pool,
  {
    announce,
    wakeEngine,
    telemetry,
  }: { announce(frames: readonly SagaFrame[]): void; wakeEngine(): void; telemetry: Pick<SagaTelemetry, 'started'> },
): EventHandler =>
  beginOnEvents(pool, TRIGGERS, (frames) => {
    announce(frames);
    for (const { saga } of frames) telemetry.started({ sagaId: saga.id, saleId: saga.saleId, storeId: saga.storeId });
    if (frames.length > 0) wakeEngine();
  });
