export { REFUND_STATUS_WORDS } from './sale-words.ts';
export { orderPath } from './urls.ts';
export { useStoreCredit } from './use-store-credit.ts';
