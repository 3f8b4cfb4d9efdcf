import { describe, expect, it } from '@jest/globals';
import type { ComplaintStatus, UserRole } from '../../__generated__/operations.ts';
import { entrySentence, resolutionsFor, type Entry } from './complaint-words.ts';
import { deskFilterOf, readDeskView, writeDeskView } from './desk-view.ts';
import { deedsOf, type Deeds, type Standing } from './rules.ts';

const names = (deeds: Deeds) => Object.entries(deeds).flatMap(([name, may]) => (may ? [name] : []));
const standing = (status: ComplaintStatus, rest: Partial<Standing> = {}): Standing => ({
  status,
  resolutionOutcome: null,
  customer: { id: 'c' },
  assignee: null,
  ...rest,
});
const can = (id: string, role: UserRole, complaint: Standing) => names(deedsOf(complaint, { id, role }));

describe('what can be done about a complaint', () => {
  it('by its customer: speak, close what is resolved, and begin anew', () => {
    expect(can('c', 'CLIENT', standing('OPEN'))).toEqual(['comment']);
    expect(can('c', 'CLIENT', standing('RESOLVED', { resolutionOutcome: 'DONE' }))).toEqual([
      'comment',
      'close',
      'reopen',
    ]);
    expect(can('c', 'CLIENT', standing('CLOSED', { resolutionOutcome: 'DONE' }))).toEqual(['reopen']);
  });

  it('by agents: all but to close it', () => {
    expect(can('a', 'AGENT', standing('OPEN'))).toEqual(['comment', 'take', 'prioritise']);
    expect(can('a', 'AGENT', standing('ASSIGNED', { assignee: { id: 'a' } }))).toEqual([
      'comment',
      'start',
      'prioritise',
    ]);
    expect(can('a', 'AGENT', standing('IN_PROGRESS', { assignee: { id: 'a' } }))).toEqual([
      'comment',
      'prioritise',
      'resolve',
    ]);
    expect(can('a', 'AGENT', standing('RESOLVED', { resolutionOutcome: 'DONE' }))).toEqual(['comment', 'prioritise']);
  });

  it('by admins: to close it as well, once what was decided is done', () => {
    expect(can('x', 'ADMIN', standing('RESOLVED', { resolutionOutcome: 'DONE' }))).toContain('close');
    expect(can('x', 'ADMIN', standing('RESOLVED', { resolutionOutcome: 'PENDING' }))).not.toContain('close');
    expect(can('c', 'CLIENT', standing('RESOLVED', { resolutionOutcome: 'PENDING' }))).toEqual(['comment']);
  });

  it('by admins: to give it to any agent, while somebody still has to decide', () => {
    expect(can('x', 'ADMIN', standing('IN_PROGRESS', { assignee: { id: 'a' } }))).toContain('give');
    expect(can('x', 'ADMIN', standing('RESOLVED', { resolutionOutcome: 'DONE' }))).not.toContain('give');
  });

  it('by others who may read it: nothing', () => {
    expect(can('m', 'MANAGER', standing('OPEN'))).toEqual([]);
  });
});

it('settles with goods or money only what is about an order', () => {
  expect(resolutionsFor(false)).toEqual(['REPAIR', 'EXPLANATION']);
  expect(resolutionsFor(true)).toHaveLength(5);
});

describe('the timeline', () => {
  const entry = (rest: Partial<Entry>): Entry => ({
    kind: 'FILED',
    actor: 'STAFF',
    by: { id: 'c', displayName: 'Camille' },
    assignee: null,
    priority: null,
    resolution: null,
    satisfaction: null,
    error: null,
    ...rest,
  });

  it.each([
    [entry({}), 'c', 'You complained.'],
    [entry({}), 'a', 'Camille complained.'],
    [entry({ kind: 'ASSIGNED', assignee: { id: 'c', displayName: 'Camille' } }), 'x', 'Camille took it on.'],
    [entry({ kind: 'ASSIGNED', assignee: { id: 'a', displayName: 'Alex' } }), 'a', 'Camille gave it to you.'],
    [entry({ kind: 'PRIORITY_CHANGED', priority: 'CRITICAL' }), 'a', 'Camille changed how urgent it is: at once.'],
    [entry({ kind: 'RESOLVED', resolution: 'STORE_CREDIT' }), 'a', 'Camille decided: store credit.'],
    [
      entry({
        kind: 'RESOLUTION_FAILED',
        actor: 'SYSTEM',
        by: null,
        resolution: 'REPLACEMENT',
        error: 'INSUFFICIENT_STOCK',
      }),
      'c',
      'What was decided could not be done: a replacement. It is not in stock.',
    ],
    [entry({ kind: 'CLOSED', satisfaction: 5 }), 'a', 'Camille closed it: very content.'],
    [entry({ kind: 'STARTED', by: null }), 'c', 'Somebody at the shop began to work on it.'],
    [entry({ kind: 'ASSIGNED', by: null }), 'c', 'Somebody at the shop took it on.'],
    [entry({ kind: 'CLOSED' }), 'c', 'You closed it.'],
    [entry({ kind: 'DANCED' as Entry['kind'] }), 'c', 'You did something about it.'],
  ])('tells %j to %s', (told, me, sentence) => expect(entrySentence(told, me)).toBe(sentence));
});

describe('the desk', () => {
  it('is found again by its address', () => {
    const view = {
      status: 'OPEN',
      category: 'OTHER',
      priority: 'HIGH',
      number: 1042,
      mine: true,
      sort: 'oldest',
    } as const;
    expect(readDeskView(writeDeskView(view))).toEqual(view);
    expect(deskFilterOf(view, 'a')).toEqual({
      status: 'OPEN',
      category: 'OTHER',
      priority: 'HIGH',
      number: 1042,
      assigneeId: 'a',
    });
  });

  it('shows everything where the address says nothing that it knows', () => {
    const view = readDeskView(new URLSearchParams('status=dancing&sort=toString&number=12e3'));
    expect(writeDeskView(view).toString()).toBe('');
    expect(deskFilterOf(view, 'a')).toEqual({});
  });
});
