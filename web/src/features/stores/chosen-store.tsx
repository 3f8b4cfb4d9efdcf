import { gql, type TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { createContext, use, useMemo, type ReactNode } from 'react';
import type { StoresQuery, StoresQueryVariables } from '../../__generated__/operations.ts';
import { visits } from '../../shared/storage.ts';
import { createStore, useStore } from '../../shared/store.ts';
import { chooseStore } from './choose-store.ts';

const STORES: TypedDocumentNode<StoresQuery, StoresQueryVariables> = gql`
  query Stores {
    stores {
      id
      name
      address
      closedAt
    }
  }
`;

export type ShopStore = NonNullable<StoresQuery['stores']>[number];

export type ChosenStore = {
  /** Known at once on a second visit, before the list of stores has come. */
  storeId: string | null;
  store: ShopStore | null;
  /** The stores that sell. */
  stores: ShopStore[];
  error: unknown;
  retry: () => void;
  choose: (storeId: string) => void;
};

const KEY = 'comptoir.store';
const wish = createStore(visits.get(KEY));

function choose(storeId: string): void {
  visits.set(KEY, storeId);
  wish.set(storeId);
}

const Context = createContext<ChosenStore | null>(null);

/** The counter at which this person shops; kept over visits. */
export function ChosenStoreProvider({ children }: { children: ReactNode }) {
  const { data, error, refetch } = useQuery(STORES);
  const wished = useStore(wish);
  const all = data?.stores;
  const value = useMemo<ChosenStore>(() => {
    const stores = (all ?? []).filter(({ closedAt }) => !closedAt);
    const store = chooseStore(stores, wished);
    return {
      stores,
      store,
      storeId: all ? (store?.id ?? null) : wished,
      error: all ? undefined : error,
      retry: () => void refetch(),
      choose,
    };
  }, [all, wished, error, refetch]);
  return <Context value={value}>{children}</Context>;
}

export function useChosenStore(): ChosenStore {
  const chosen = use(Context);
  if (!chosen) throw new Error('useChosenStore needs a ChosenStoreProvider around it.');
  return chosen;
}
