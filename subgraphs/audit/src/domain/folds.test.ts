import { describe, expect, it } from '@jest/globals';
import { eventSchemas, NewerEventError } from '@comptoir/contracts';
import { z } from 'zod';
import { foldEvents, hasReducer, ownerOf } from './folds.ts';

/** The streams of the platform, and who keeps something beside or of their events. */
const STREAMS = {
  ...{ saga: 'sagas', sale: 'sales', refund: 'sales', 'store-credit': 'sales', complaint: 'complaints' },
  ...{ user: 'users', 'api-key': 'users', login: null },
  ...{ category: 'catalog', product: 'catalog', store: 'catalog', reservation: 'catalog', stock: 'catalog' },
};

describe('the fold of a stream', () => {
  it.each(Object.entries(STREAMS))('tells a %s as it was, and is compared with what %s keeps', (streamType, owner) => {
    expect([hasReducer(streamType), ownerOf(streamType)]).toEqual([true, owner]);
  });

  it('reads events in the version in which they were written: one that nobody knows yet is refused, not misread', () => {
    const facts = { type: 'StoreOpened', data: { name: 'Old Port' } };
    for (const streamType of ['store', 'a kind without a reducer'])
      expect(() => foldEvents(streamType, null, [{ ...facts, version: 99 }])).toThrow(NewerEventError);
    expect(foldEvents('store', null, [{ ...facts, version: 1 }])).toMatchObject({ name: 'Old Port', closedAt: null });
  });

  it('passes over what it has no name for', () => {
    const written = { version: 1, type: 'StoreOpened', data: { name: 'Old Port' } };
    const unknown = { version: 7, type: 'StorePainted', data: { colour: 'red' } };
    expect(foldEvents('store', null, [written, unknown])).toEqual(foldEvents('store', null, [written]));
  });

  it('can be read up to the metadata of its events: no data has a field of that name', () => {
    for (const schema of Object.values(eventSchemas))
      expect(JSON.stringify(z.toJSONSchema(schema))).not.toContain('"metadata"');
  });
});
