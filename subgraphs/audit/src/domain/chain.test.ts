import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { bodyOf, columnsOf, parseBody, type Recorded } from './body.ts';
import { hashOf, NO_HASH } from './chain.ts';
import { faultAt, type Place, type StoredEvent } from './verify.ts';

const recorded = (n: number): Recorded => ({
  eventId: `00000000-0000-7000-8000-00000000000${n}`,
  type: 'SaleConfirmed',
  version: 1,
  streamId: '00000000-0000-7000-8000-0000000000aa',
  streamType: 'sale',
  streamVersion: n,
  data: { note: 'naïve \n 価格', total: n },
  metadata: { correlationId: '00000000-0000-4000-8000-0000000000BB', source: 'sales' },
  occurredAt: '2026-03-01T12:00:00.000Z',
});

function chainOf(length: number): StoredEvent[] {
  const events: StoredEvent[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const event = recorded(seq);
    const link = { seq, source: 'sales', sourcePosition: seq * 2, body: bodyOf(event) };
    events.push({
      ...link,
      ...columnsOf(event),
      recordedAt: new Date(seq * 1_000),
      hash: hashOf(events.at(-1)?.hash ?? NO_HASH, link),
    });
  }
  return events;
}

function firstFault(events: readonly StoredEvent[]) {
  let last: Place = { seq: 0, hash: NO_HASH };
  for (const event of events) {
    const fault = faultAt(last, event);
    if (fault) return fault;
    last = event;
  }
  return null;
}

describe('a hash of the chain', () => {
  it('is SHA-256 over the hash before, the place and the stored text', () => {
    const text = Buffer.from('3\nsales\n17\n{"a":"é"}', 'utf8');
    const expected = createHash('sha256')
      .update(Buffer.concat([NO_HASH, text]))
      .digest();
    expect(hashOf(NO_HASH, { seq: 3, source: 'sales', sourcePosition: 17, body: '{"a":"é"}' })).toEqual(expected);
  });
});

describe('the text of an event', () => {
  it('does not depend on the order of the members, and gives the event back', () => {
    const event = recorded(1);
    const reordered = Object.fromEntries(Object.entries(event).reverse()) as Recorded;
    expect(bodyOf(reordered)).toBe(bodyOf(event));
    expect(parseBody(bodyOf(event))).toEqual(event);
  });
});

describe('the check', () => {
  it('passes an untouched chain', () => expect(firstFault(chainOf(5))).toBeNull());

  it('finds what was removed, slipped in, swapped, or given another place', () => {
    const [a, b, c, d] = chainOf(4) as [StoredEvent, StoredEvent, StoredEvent, StoredEvent];
    expect(firstFault([a, c, d])).toEqual({ position: 2, reason: 'MISSING' });
    expect(firstFault([a, b, { ...d, seq: 2 }, c, d])).toEqual({ position: 2, reason: 'INSERTED' });
    expect(firstFault([a, { ...c, seq: 2 }, { ...b, seq: 3 }, d])).toEqual({ position: 2, reason: 'ALTERED' });
    expect(firstFault([a, { ...b, source: 'users' }, c])).toEqual({ position: 2, reason: 'ALTERED' });
    expect(firstFault([a, { ...b, sourcePosition: 5 }, c])).toEqual({ position: 2, reason: 'ALTERED' });
  });

  it('finds a changed text, hash, or column that events are searched by', () => {
    const [a, b, c] = chainOf(3) as [StoredEvent, StoredEvent, StoredEvent];
    const changes: Partial<StoredEvent>[] = [
      { body: b.body.replace('"total":2', '"total":3') },
      { hash: a.hash },
      { eventId: a.eventId },
      { type: 'SaleCancelled' },
      { streamId: a.eventId },
      { streamType: 'saga' },
      { streamVersion: 9 },
      { correlationId: null },
      { userId: a.eventId },
      { occurredAt: new Date(0) },
      { recordedAt: new Date(0) },
    ];
    for (const change of changes)
      expect(firstFault([a, { ...b, ...change }, c])).toEqual({ position: 2, reason: 'ALTERED' });
  });

  it('finds a text that is none of an event though its hash is right', () => {
    const [a, b] = chainOf(2) as [StoredEvent, StoredEvent];
    for (const body of ['not JSON', '', 'null', '{}', b.body.replace('"metadata"', '"metadatum"')]) {
      const forged = { ...b, body };
      expect(firstFault([a, { ...forged, hash: hashOf(a.hash, forged) }])).toEqual({ position: 2, reason: 'ALTERED' });
    }
  });
});
