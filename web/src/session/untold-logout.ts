import { createStore } from '../shared/store.ts';

/** Whether the last log-out of this visit did not reach the shop, which then keeps the session until it runs out. */
export const untoldLogout = createStore(false);
