import { describe, expect, it } from '@jest/globals';
import { NewerEventError } from '@comptoir/contracts';
import { currentEvents, versionSql } from './event-versions.ts';

describe('the version that a statement writes', () => {
  it('is a number while every type is in its first', () => {
    expect(versionSql('type')).toBe('1');
    expect(versionSql('type', new Map([['SaleCreated', 1]]))).toBe('1');
  });

  it('is chosen by the type where some are in a later one', () => {
    const current = new Map([
      ['SaleCreated', 2],
      ['SaleConfirmed', 1],
      ['PaymentRefunded', 3],
    ]);
    expect(versionSql('l.type', current)).toBe(
      `CASE l.type WHEN 'SaleCreated' THEN 2 WHEN 'PaymentRefunded' THEN 3 ELSE 1 END`,
    );
  });
});

describe('events that are read', () => {
  const inCents: typeof import('@comptoir/contracts').upcastEvent = (event) =>
    event.version === 2 ? event : { ...event, version: 2, data: { amountMinor: Number(event.data.amount) * 100 } };

  it('are in the current version of their type, with whatever else was read of them', () => {
    const rows = [
      { position: 1, type: 'CartPaid', schemaVersion: 1, data: { amount: 12 } },
      { position: 2, type: 'CartPaid', schemaVersion: 2, data: { amountMinor: 700 } },
    ];
    expect(currentEvents(rows, inCents)).toEqual([
      { position: 1, type: 'CartPaid', schemaVersion: 2, data: { amountMinor: 1_200 } },
      rows[1],
    ]);
  });

  it('are none of a version that this code does not know', () => {
    expect(() => currentEvents([{ type: 'ProductRepriced', schemaVersion: 9, data: {} }])).toThrow(NewerEventError);
  });
});
