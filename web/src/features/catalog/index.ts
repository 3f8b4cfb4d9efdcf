export { useLiveStock } from './use-live-stock.ts';
export { productPath } from './urls.ts';
