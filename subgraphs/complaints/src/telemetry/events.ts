import { useCaseTelemetry, type Logger } from '@comptoir/telemetry';
import type { Complaint, ComplaintFact } from '../domain/complaint.ts';

/** One function per business event: a structured line; ids and facts, never what somebody wrote. */
export function complaintsTelemetry(service: string, log: Logger) {
  return {
    complaintChanged(complaintId: string, type: ComplaintFact['type'], complaint: Complaint): void {
      const { status, priority, category, resolution, version } = complaint;
      log.info({ event: 'complaint_changed', complaintId, type, status, priority, category, resolution, version });
    },
    /** Another context did not say what had to be known: nothing was changed. */
    notAnswered: (context: string, err: unknown) => log.warn({ event: 'context_not_answered', context, err }),
    textsErased: (people: number) => log.info({ event: 'complaint_texts_erased', people }),
    ...useCaseTelemetry(service),
  };
}

export type ComplaintsTelemetry = ReturnType<typeof complaintsTelemetry>;
