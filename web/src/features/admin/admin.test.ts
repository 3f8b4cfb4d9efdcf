import { describe, expect, it } from '@jest/globals';
import { auditFilterOf, correlationOf, readAuditView, writeAuditView } from './audit-filter.ts';
import { partOf, partsFor } from './parts.ts';
import { readSagaView, sagaFilterOf, writeSagaView } from './saga-filter.ts';

describe('the parts of the office', () => {
  it('are for those who look after them', () => {
    expect(partsFor('MANAGER').map(({ name }) => name)).toEqual(['sagas', 'refunds']);
    expect(partsFor('ADMIN')).toHaveLength(4);
    expect(partsFor('CLIENT')).toEqual([]);
  });

  it('are found by their address, the first one without', () => {
    expect(partOf(undefined, 'MANAGER')).toBe('sagas');
    expect(partOf('audit', 'ADMIN')).toBe('audit');
    expect(partOf('audit', 'MANAGER')).toBeNull();
    expect(partOf('nonsense', 'ADMIN')).toBeNull();
    expect(partOf(undefined, 'AGENT')).toBeNull();
  });
});

describe('which sagas are looked at', () => {
  const read = (address: string) => readSagaView(new URLSearchParams(address), ['SALE'], ['INITIATED']);

  it('stands in the address and is found again', () => {
    const view = { show: 'parked', type: 'SALE', state: 'INITIATED' } as const;
    expect(read(writeSagaView(view).toString())).toEqual(view);
    expect(sagaFilterOf(view)).toEqual({ parked: true, type: 'SALE', states: ['INITIATED'] });
  });

  it('is those on the way unless said, whatever nonsense the address holds', () => {
    expect(read('show=dancing&type=X&state=Y')).toEqual({ show: 'running', type: null, state: null });
    expect(writeSagaView(read('')).toString()).toBe('');
  });
});

describe('a search in the audit store', () => {
  it('stands in the address and is found again', () => {
    const view = { type: 'SaleConfirmed', stream: 's1', correlation: 'c1' };
    expect(readAuditView(writeAuditView(view))).toEqual(view);
    expect(writeAuditView(readAuditView(new URLSearchParams())).toString()).toBe('');
  });

  it('takes several types, and asks for nothing that was not said', () => {
    expect(auditFilterOf({ type: 'SaleCreated, SaleConfirmed', stream: '', correlation: '' })).toEqual({
      types: ['SaleCreated', 'SaleConfirmed'],
    });
    expect(auditFilterOf({ type: ' ', stream: '', correlation: '' })).toEqual({});
  });

  it('finds the act that an event belongs to', () => {
    expect(correlationOf({ correlationId: 'c1' })).toBe('c1');
    expect(correlationOf(null)).toBeNull();
    expect(correlationOf({ correlationId: 7 })).toBeNull();
  });
});
