import { createStore } from '../../shared/store.ts';

/** Where the last change stands that a person made in this tab; 0 before the first one. Lists of the desk have to tell of it. */
export const ownPosition = createStore(0);

/** An answer that comes late does not turn it back. */
export const tellPosition = (position: number): void => ownPosition.set(Math.max(ownPosition.get(), position));
