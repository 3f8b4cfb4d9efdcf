import { complaintStream } from '@comptoir/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as rules from './complaint.ts';
import type { ComplaintDecision, ComplaintFact } from './complaint.ts';

const [CUSTOMER, AGENT, OTHER, SALE] = ['customer', 'agent', 'other', 'sale'];
const AT = '2026-05-04T10:00:00.000Z';
const BY = { by: AGENT, at: AT } as const;
const facts = { number: 7, customerId: CUSTOMER, saleId: SALE, storeId: 'store' };
const fact = (type: ComplaintFact['type'], data: object = {}): ComplaintFact =>
  ({ type, data: { ...facts, ...data } }) as ComplaintFact;

const said = { title: 'sealed', description: 'sealed', category: 'OTHER', priority: 'LOW', requestedResolution: null };
const filed = fact('ComplaintFiled', { ...said, filedAt: AT });
const assigned = fact('ComplaintAssigned', { assigneeId: AGENT, assignedBy: AGENT, assignedAt: AT });
const started = fact('ComplaintStarted', { startedBy: AGENT, startedAt: AT });
const explained = fact('ComplaintResolved', {
  ...{ resolution: 'EXPLANATION', outcome: 'DONE', comment: null, settlement: null, resolvedBy: AGENT, resolvedAt: AT },
});
const settlement = { sagaId: 'saga', settlementId: 'refund', lines: [] };
const promised = fact('ComplaintResolved', {
  ...{ resolution: 'REFUND', outcome: 'PENDING', comment: null, settlement, resolvedBy: AGENT, resolvedAt: AT },
});
const paid = fact('ComplaintResolutionCompleted', { resolution: 'REFUND', sagaId: 'saga', completedAt: AT });
const failed = fact('ComplaintResolutionFailed', {
  ...{ resolution: 'REFUND', sagaId: 'saga', error: 'NO', message: '', failedAt: AT },
});
const closed = fact('ComplaintClosed', { satisfaction: 4, comment: null, closedBy: CUSTOMER, closedAt: AT });
const reopened = fact('ComplaintReopened', { reason: null, reopenedBy: CUSTOMER, reopenedAt: AT });

type Given = readonly ComplaintFact[];
type When = (complaint: rules.Complaint) => ComplaintDecision;
type Then = string[] | { refused: string };

const open = [filed];
const taken = [filed, assigned];
const working = [...taken, started];
const resolved = [...working, explained];
const pending = [...working, promised];
const over = [...resolved, closed];

const when = {
  assign: (complaint) => rules.assign(complaint, AGENT, BY),
  assignOther: (complaint) => rules.assign(complaint, OTHER, BY),
  assignCustomer: (complaint) => rules.assign(complaint, CUSTOMER, BY),
  start: (complaint) => rules.start(complaint, BY),
  comment: (complaint) => rules.comment(complaint, { commentId: 'c', text: 'sealed' }, BY),
  makeHigh: (complaint) => rules.changePriority(complaint, 'HIGH', BY),
  keepLow: (complaint) => rules.changePriority(complaint, 'LOW', BY),
  explain: (complaint) => rules.resolve(complaint, { resolution: 'EXPLANATION', comment: null, settlement }, BY),
  refund: (complaint) => rules.resolve(complaint, { resolution: 'REFUND', comment: null, settlement }, BY),
  refundWithoutSale: (complaint) =>
    rules.resolve({ ...complaint, saleId: null }, { resolution: 'REFUND', comment: null, settlement }, BY),
  close: (complaint) => rules.close(complaint, { satisfaction: 5, comment: null }, BY),
  reopen: (complaint) => rules.reopen(complaint, null, BY),
} satisfies Record<string, When>;

const WRONG = { refused: 'COMPLAINT_STATUS' };
const WAIT = { refused: 'RESOLUTION_PENDING' };

const RULES: [given: string, events: Given, when: keyof typeof when, then: Then][] = [
  ['open', open, 'assign', ['ComplaintAssigned']],
  ['assigned', taken, 'assignOther', ['ComplaintAssigned']],
  ['assigned to the same', taken, 'assign', []],
  ['in progress', working, 'assignOther', ['ComplaintAssigned']],
  ['resolved', resolved, 'assignOther', WRONG],
  ['closed', over, 'assignOther', WRONG],
  ['open', open, 'assignCustomer', { refused: 'VALIDATION' }],
  ['in progress', working, 'assignCustomer', { refused: 'VALIDATION' }],
  ['open', open, 'start', WRONG],
  ['assigned', taken, 'start', ['ComplaintStarted']],
  ['in progress', working, 'start', WRONG],
  ['open', open, 'comment', ['ComplaintCommented']],
  ['resolved', resolved, 'comment', ['ComplaintCommented']],
  ['closed', over, 'comment', WRONG],
  ['open', open, 'makeHigh', ['ComplaintPriorityChanged']],
  ['open with the same', open, 'keepLow', []],
  ['closed', over, 'makeHigh', WRONG],
  ['open', open, 'explain', WRONG],
  ['assigned', taken, 'explain', WRONG],
  ['in progress', working, 'explain', ['ComplaintResolved']],
  ['in progress', working, 'refund', ['ComplaintResolved']],
  ['in progress without a sale', working, 'refundWithoutSale', { refused: 'VALIDATION' }],
  ['resolved', resolved, 'explain', WRONG],
  ['whose resolution failed', [...pending, failed], 'explain', ['ComplaintResolved']],
  ['in progress', working, 'close', WRONG],
  ['resolved', resolved, 'close', ['ComplaintClosed']],
  ['pending', pending, 'close', WAIT],
  ['settled', [...pending, paid], 'close', ['ComplaintClosed']],
  ['closed', over, 'close', WRONG],
  ['open', open, 'reopen', WRONG],
  ['resolved', resolved, 'reopen', ['ComplaintReopened']],
  ['pending', pending, 'reopen', WAIT],
  ['closed', over, 'reopen', ['ComplaintReopened']],
  ['reopened', [...over, reopened], 'start', ['ComplaintStarted']],
];

const folded = (events: Given): rules.Complaint => {
  const complaint = events.reduce(complaintStream.apply, complaintStream.initial);
  if (!complaint) throw new Error('Nothing was filed.');
  return complaint;
};

describe('a complaint', () => {
  it.each(RULES)('that is %s: %#. %p %s gives %p', (_, events, command, then) => {
    const decision = when[command](folded(events));
    if (Array.isArray(then)) expect(decision).toMatchObject({ ok: true, events: then.map((type) => ({ type })) });
    else expect(decision).toMatchObject({ ok: false, problem: { code: then.refused } });
    expect(decision.ok && decision.events.length).toBe(Array.isArray(then) && then.length);
  });

  it('is settled by a saga where money or goods follow, and done with the word where nothing does', () => {
    const outcome = (decide: When) => {
      const decision = decide(folded(working));
      return decision.ok && decision.events[0]?.data;
    };
    expect(outcome(when.refund)).toMatchObject({ outcome: 'PENDING', settlement });
    expect(outcome(when.explain)).toMatchObject({ outcome: 'DONE', settlement: null });
  });
});

const anyFact = fc.constantFrom(filed, assigned, started, explained, promised, paid, failed, closed, reopened);
const anyCommand = fc.constantFrom(...(Object.keys(when) as (keyof typeof when)[]));

describe('folding', () => {
  it('takes any sequence of events, and counts those from the filing on', () => {
    fc.assert(
      fc.property(fc.array(anyFact), (later) => {
        const rest = later.filter(({ type }) => type !== 'ComplaintFiled');
        expect(rest.reduce(complaintStream.apply, complaintStream.initial)).toBeNull();
        const complaint = folded([filed, ...rest]);
        expect(complaint.version).toBe(rest.length + 1);
        expect(complaint).toMatchObject(facts);
      }),
    );
  });

  it('of whatever was allowed leaves nobody working on what nobody has, and nothing closed that is not done', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyCommand, fc.constantFrom(paid, failed)), { maxLength: 60 }), (steps) => {
        let complaint = folded(open);
        for (const step of steps) {
          const ends = typeof step === 'object' && complaint.resolutionOutcome === 'PENDING';
          const decision = typeof step === 'string' ? when[step](complaint) : { ok: ends, events: [step] };
          if (decision.ok && 'events' in decision)
            complaint = decision.events.reduce(
              (before, event) => complaintStream.apply(before, event) ?? before,
              complaint,
            );
          const { status, assigneeId, resolutionOutcome, closedAt } = complaint;
          if (status !== 'OPEN') expect(assigneeId).not.toBeNull();
          expect([status === 'RESOLVED' || status === 'CLOSED', status === 'CLOSED']).toEqual([
            resolutionOutcome !== null,
            closedAt !== null,
          ]);
          if (status === 'CLOSED') expect(resolutionOutcome).toBe('DONE');
        }
      }),
    );
  });
});
