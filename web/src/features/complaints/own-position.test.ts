import { expect, it } from '@jest/globals';
import { createCache } from '../../apollo/cache.ts';
import { DESK } from './operations.ts';
import { ownPosition, tellPosition } from './own-position.ts';

it('is where the last of one’s own changes stands, in whatever order the answers come', () => {
  let told = 0;
  const stop = ownPosition.subscribe(() => told++);
  for (const position of [7, 9, 8]) tellPosition(position);
  stop();
  expect({ position: ownPosition.get(), told }).toEqual({ position: 9, told: 2 });
});

it('asks for the same list, which then says whether it tells of the change', () => {
  const cache = createCache();
  const asked = { first: 20, filter: {}, orderBy: {} };
  const write = (minPosition: number, stale: boolean) =>
    cache.writeQuery({
      query: DESK,
      variables: { ...asked, minPosition },
      data: { complaints: { __typename: 'ComplaintConnection', stale, edges: [], pageInfo: PAGE_INFO } },
    });
  const isStale = () => cache.readQuery({ query: DESK, variables: { ...asked, minPosition: 1 } })?.complaints?.stale;
  write(7, true);
  expect(isStale()).toBe(true);
  write(7, false);
  expect(isStale()).toBe(false);
});

const PAGE_INFO = { __typename: 'PageInfo', hasNextPage: false, endCursor: null } as const;
