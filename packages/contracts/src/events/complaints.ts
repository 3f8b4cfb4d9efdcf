import { z } from 'zod';

const uuid = z.uuid();
const at = z.iso.datetime();
/** Free text is personal: sealed with the customer's key. Null where nothing was said, or the key was erased. */
const sealed = z.string().nullable();
const priority = z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);
const resolution = z.enum(['REFUND', 'REPLACEMENT', 'STORE_CREDIT', 'REPAIR', 'EXPLANATION']);

/** What a reader of one event needs to know of its complaint, so that it keeps no copy of complaints. */
const complaintFacts = {
  number: z.int().min(1),
  customerId: uuid,
  /** Null where it is about no sale. */
  saleId: uuid.nullable(),
  /** Of the sale. */
  storeId: uuid.nullable(),
};

/** Events that the complaints context records, on the stream of the complaint: they are the complaint. */
export const complaintEvents = {
  ComplaintFiled: z.object({
    ...complaintFacts,
    title: sealed,
    description: sealed,
    category: z.enum(['PRODUCT_DEFECT', 'SERVICE_ISSUE', 'BILLING_DISPUTE', 'DELIVERY_ISSUE', 'OTHER']),
    priority,
    requestedResolution: resolution.nullable(),
    filedAt: at,
  }),
  ComplaintAssigned: z.object({ ...complaintFacts, assigneeId: uuid, assignedBy: uuid, assignedAt: at }),
  ComplaintStarted: z.object({ ...complaintFacts, startedBy: uuid, startedAt: at }),
  ComplaintCommented: z.object({
    ...complaintFacts,
    commentId: uuid,
    text: sealed,
    commentedBy: uuid,
    commentedAt: at,
  }),
  ComplaintPriorityChanged: z.object({
    ...complaintFacts,
    from: priority,
    to: priority,
    changedBy: uuid,
    changedAt: at,
  }),
  /** Decided. Where money or goods follow, the outcome is PENDING, and a complaint-resolution saga begins with this. */
  ComplaintResolved: z.object({
    ...complaintFacts,
    resolution,
    outcome: z.enum(['PENDING', 'DONE']),
    comment: sealed,
    /** Null where nothing is to be settled, and the outcome is DONE at once. */
    settlement: z
      .object({
        sagaId: uuid,
        /** Of the refund, the store credit or the replacement sale that settles it. */
        settlementId: uuid,
        /** Of what of the sale; empty: of all that is left. */
        lines: z.array(z.object({ saleLineId: uuid, quantity: z.int().min(1) })),
      })
      .nullable(),
    resolvedBy: uuid,
    resolvedAt: at,
  }),
  /** What was decided has been done. */
  ComplaintResolutionCompleted: z.object({ ...complaintFacts, resolution, sagaId: uuid, completedAt: at }),
  /** It could not be done, and all of it is undone: the complaint is in progress again. */
  ComplaintResolutionFailed: z.object({
    ...complaintFacts,
    resolution,
    sagaId: uuid,
    error: z.string().min(1),
    message: z.string(),
    failedAt: at,
  }),
  ComplaintClosed: z.object({
    ...complaintFacts,
    satisfaction: z.int().min(1).max(5).nullable(),
    comment: sealed,
    closedBy: uuid,
    closedAt: at,
  }),
  ComplaintReopened: z.object({ ...complaintFacts, reason: sealed, reopenedBy: uuid, reopenedAt: at }),
} as const satisfies Record<string, z.ZodType>;

export type ComplaintEventType = keyof typeof complaintEvents;
export type ComplaintEventData<T extends ComplaintEventType> = z.infer<(typeof complaintEvents)[T]>;

/** An event of the given types, as far as a reducer needs it. */
export type ComplaintEvent<T extends ComplaintEventType> = {
  [K in T]: { type: K; data: ComplaintEventData<K> };
}[T];
