export { orderPath } from './urls.ts';
