import { InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { PROBLEM_TYPES } from '../shared/problem-message.ts';

/** What has been read: entities by id, growing lists as one list for each set of conditions. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    possibleTypes: { Problem: PROBLEM_TYPES },
    typePolicies: {
      Query: {
        fields: {
          products: relayStylePagination(['search', 'filter', 'orderBy']),
          notifications: relayStylePagination(['unreadOnly']),
          sagas: relayStylePagination(['filter']),
          refunds: relayStylePagination(['filter']),
          complaints: relayStylePagination(['filter', 'orderBy']),
          deadLetters: relayStylePagination(['filter']),
          events: relayStylePagination(['filter']),
          sales: relayStylePagination(['filter', 'orderBy']),
          users: relayStylePagination(['filter']),
          product: {
            read: (known, { args, toReference }) =>
              known === undefined ? toReference({ __typename: 'Product', id: args?.['id'] }) : known,
          },
          sale: {
            read: (known, { args, toReference }) =>
              known === undefined ? toReference({ __typename: 'Sale', id: args?.['id'] }) : known,
          },
        },
      },
      User: { fields: { complaints: relayStylePagination() } },
      Complaint: { fields: { timeline: relayStylePagination() } },
    },
  });
}
