export { shortName } from './choose-store.ts';
export { ChosenStoreProvider, useChosenStore, type ShopStore } from './chosen-store.tsx';
