import { requireRole, type PageArgs } from '@comptoir/graphql-kit';
import { eventAppended, type AppendedArgs } from '../application/event-appended.ts';
import type { StoredEvent } from '../application/ports.ts';
import { deadLetters } from '../application/queries/dead-letters.ts';
import { searchOf } from '../domain/search.ts';
import { auditLog } from '../application/queries/audit-log.ts';
import { events, eventStream } from '../application/queries/events.ts';
import { stateAt } from '../application/queries/state-at.ts';
import { projections } from '../application/projections.ts';
import { trailOf } from '../application/queries/trails.ts';
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

/** A field that shows what is stored or proves it: who looked for what is recorded before it is read. */
const recorded = <Args extends object, Answer>(
  operation: string,
  answer: (args: Args, context: AuditContext) => Answer | Promise<Answer>,
) =>
  forAdmins(async (args: Args, context: AuditContext): Promise<Answer> => {
    await context.searches.load(searchOf(operation, args));
    return answer(args, context);
  });

/** Schema field → function. */
export const resolvers = {
  Query: {
    auditLog: recorded('auditLog', (args: Parameters<typeof auditLog>[1], { store }) => auditLog(store.reads, args)),
    stateAt: recorded('stateAt', (args: Parameters<typeof stateAt>[1], { store }) => stateAt(store.reads, args)),
    events: recorded('events', (args: Parameters<typeof events>[1], { store }) => events(store.reads, args)),
    eventStream: recorded('eventStream', (args: Parameters<typeof eventStream>[1], { store }) =>
      eventStream(store.reads, args),
    ),
    auditTrail: recorded('auditTrail', ({ correlationId, ...page }: PageArgs & { correlationId: string }, { trails }) =>
      trailOf((part) => trails.load(part), ['correlationId', correlationId], page),
    ),
    eventStoreStatistics: forAdmins((_: object, { store }) => store.statistics()),
    verifyAuditChain: recorded('verifyAuditChain', verifyAuditChain),
    auditVerification: forAdmins(auditVerification),
    projections: recorded('projections', (_: object, { projections: ports, replay }) =>
      projections(ports, replay.telemetry),
    ),
    deadLetters: recorded('deadLetters', (args: Parameters<typeof deadLetters>[1], { replay }) =>
      deadLetters(replay.consumers, args, replay.telemetry),
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
      subscribe: recorded('eventAppended', (args: AppendedArgs, { store, hub }) =>
        eventAppended(store.reads, hub, args),
      ),
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
  AuditTrailConnection: trailFields,
  AuditTrailEdge: trailEdgeFields,
  AuditTrailSummary: trailSummaryFields,
  AuditTrailSpan: trailSpanFields,
  Sale: withTrail,
  Saga: withTrail,
  Complaint: withTrail,
};
