import { createStore, useStore } from '../shared/store.ts';

/** The WebSocket behind what is live: `idle` while nothing on the page needs it. */
export type ConnectionState = 'idle' | 'connecting' | 'live' | 'reconnecting';

export const connection = createStore<ConnectionState>('idle');

export const useConnection = (): ConnectionState => useStore(connection);
