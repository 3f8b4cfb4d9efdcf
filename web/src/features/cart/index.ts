export { countUnits } from './cart.ts';
export type { CartLine } from './cart.ts';
export { useCart } from './use-cart.ts';
