export { orderPath, ordersPath } from './urls.ts';
