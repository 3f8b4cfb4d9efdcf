import {
  resolutionOrder,
  type ComplaintResolutionSteps,
  type ResolutionOrder,
  type SalesResolutionSteps,
} from '@comptoir/contracts';
import { defineSaga, type SagaDefinition } from '../saga.ts';
import { patient, untilAPersonLooks } from './retries.ts';
import { portsElsewhere } from './steps-elsewhere.ts';

/** What must be answered may take so long before a person looks: also the refund or the replacement that is waited for. */
const TEN_MINUTES = 600_000;

/**
 * What an agent has promised: keep the units from everybody else, give the refund, credit or replacement for them, and say so to
 * the complaint. The settlement is the pivot: money that was paid back and goods that were sent cannot be fetched back, and
 * credit may be spent the moment it is there. So nothing is given before it, and all that is ever taken back are the units that are
 * kept. A refund or a replacement that fails is undone by its own saga before the settlement is refused; the complaint is in
 * progress again then. An outage is waited out: a promise is not broken for want of an answer.
 */
export function complaintResolutionSaga(ports: {
  sales: SalesResolutionSteps;
  complaints: ComplaintResolutionSteps;
}): SagaDefinition<ResolutionOrder> {
  const { sales, complaints } = ports;
  return defineSaga<ResolutionOrder>({
    type: 'COMPLAINT_RESOLUTION',
    version: 1,
    input: resolutionOrder,
    states: { initial: 'INITIATED', failed: 'FAILED', compensated: 'COMPENSATED' },
    steps: [
      {
        name: 'reserve-settlement',
        states: {
          running: 'SETTLEMENT_RESERVING',
          done: 'SETTLEMENT_RESERVED',
          failed: 'SETTLEMENT_RESERVATION_FAILED',
          undoing: 'COMPENSATING_SETTLEMENT',
        },
        do: sales.reserveSettlement,
        undo: sales.releaseSettlement,
        deadlineMs: TEN_MINUTES,
        retry: untilAPersonLooks,
        mustAnswer: true,
      },
      {
        name: 'settle-complaint',
        states: { running: 'COMPLAINT_SETTLING', done: 'COMPLAINT_SETTLED', failed: 'COMPLAINT_SETTLEMENT_FAILED' },
        do: sales.settleComplaint,
        undo: null,
        deadlineMs: TEN_MINUTES,
        retry: patient,
      },
      {
        name: 'complete-resolution',
        states: { running: 'RESOLUTION_COMPLETING', done: 'RESOLUTION_COMPLETED' },
        do: complaints.completeResolution,
        undo: null,
        deadlineMs: TEN_MINUTES,
        retry: patient,
      },
    ],
    pivot: 'settle-complaint',
    pivotDeadlineMs: 60_000,
    // The complaint is in progress again, once nothing is kept any more.
    abandon: [complaints.failResolution],
    undoRetry: untilAPersonLooks,
  });
}

/** The resolution for processes that begin, describe and stop it, but carry out none of its steps. */
export const describedResolution = complaintResolutionSaga(portsElsewhere());
