import { requireRole } from '@comptoir/graphql-kit';
import { eventAppended, type AppendedArgs } from '../application/event-appended.ts';
import type { StoredEvent } from '../application/ports.ts';
import { deadLetters } from '../application/queries/dead-letters.ts';
import { auditLog } from '../application/queries/audit-log.ts';
import { events, eventStream } from '../application/queries/events.ts';
import { stateAt } from '../application/queries/state-at.ts';
import { projections } from '../application/projections.ts';
import { auditTrail } from '../application/queries/trails.ts';
import { auditEntryFields } from './audit-log.ts';
import type { AuditContext } from './context.ts';
import {
  deadLetterFailureFields,
  deadLetterFields,
  replayDeadLetterField,
  replayDeadLettersField,
} from './dead-letters.ts';
import { projectionFields, projectionRebuildFields, rebuildProjectionField } from './projections.ts';
import { replayStreamField } from './replay-stream.ts';
import { trailEdgeFields, trailFields, trailSpanFields, trailSummaryFields, withTrail } from './trails.ts';
import {
  auditVerification,
  signedHeadFields,
  startAuditVerification,
  verificationFields,
  verifyAuditChain,
} from './verification.ts';

/** A root field for admins only, which is all of this context. */
const forAdmins =
  <Args, Answer>(answer: (args: Args, context: AuditContext) => Answer) =>
  (_: unknown, args: Args, context: AuditContext): Answer => {
    requireRole(context.actor, 'ADMIN');
    return answer(args, context);
  };

/** Schema field → function. */
export const resolvers = {
  Query: {
    auditLog: forAdmins((args: Parameters<typeof auditLog>[1], { store }) => auditLog(store.reads, args)),
    stateAt: forAdmins((args: Parameters<typeof stateAt>[1], { store }) => stateAt(store.reads, args)),
    events: forAdmins((args: Parameters<typeof events>[1], { store }) => events(store.reads, args)),
    eventStream: forAdmins((args: Parameters<typeof eventStream>[1], { store }) => eventStream(store.reads, args)),
    auditTrail: forAdmins((args: Parameters<typeof auditTrail>[1], { store }) => auditTrail(store.reads, args)),
    eventStoreStatistics: forAdmins((_: object, { store }) => store.statistics()),
    verifyAuditChain: forAdmins(verifyAuditChain),
    auditVerification: forAdmins(auditVerification),
    projections: forAdmins((_: object, { projections: ports }) => projections(ports)),
    deadLetters: forAdmins((args: Parameters<typeof deadLetters>[1], { replay }) =>
      deadLetters(replay.consumers, args),
    ),
  },
  Mutation: {
    startAuditVerification,
    rebuildProjection: rebuildProjectionField,
    replayStream: replayStreamField,
    replayDeadLetter: replayDeadLetterField,
    replayDeadLetters: replayDeadLettersField,
  },
  Subscription: {
    eventAppended: {
      subscribe: forAdmins((args: AppendedArgs, { store, hub }) => eventAppended(store.reads, hub, args)),
      resolve: (event: StoredEvent) => event,
    },
  },
  DeadLetter: deadLetterFields,
  DeadLetterFailure: deadLetterFailureFields,
  Projection: projectionFields,
  ProjectionRebuild: projectionRebuildFields,
  SignedAuditHead: signedHeadFields,
  AuditVerification: verificationFields,
  AuditEntry: auditEntryFields,
  AuditTrail: trailFields,
  AuditTrailEdge: trailEdgeFields,
  AuditTrailSummary: trailSummaryFields,
  AuditTrailSpan: trailSpanFields,
  Sale: withTrail,
  Saga: withTrail,
  Complaint: withTrail,
};
