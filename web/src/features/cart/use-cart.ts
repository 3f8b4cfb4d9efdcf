import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useViewer } from '../../session/current.ts';
import { visits } from '../../shared/storage.ts';
import { useChosenStore } from '../stores/index.ts';
import {
  addToCart,
  EMPTY_CART,
  mergeCarts,
  parseCart,
  removeFromCart,
  setQuantity,
  type Cart,
  type CartLine,
} from './cart.ts';

/** One cart for each person and store: what is on one counter is not on another, and nobody sees another's. */
const keyOf = (personId: string | null, storeId: string): string => `comptoir.cart.${personId ?? 'guest'}.${storeId}`;

const parsed = new Map<string, { text: string | null; cart: Cart }>();
const listeners = new Set<() => void>();

function read(key: string): Cart {
  const text = visits.get(key);
  const known = parsed.get(key);
  if (known?.text === text) return known.cart;
  const cart = parseCart(text);
  parsed.set(key, { text, cart });
  return cart;
}

function write(key: string, cart: Cart): void {
  if (cart.lines.length === 0) visits.remove(key);
  else visits.set(key, JSON.stringify(cart));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Other tabs of this browser show the same cart.
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

export type CartActions = {
  add(product: Omit<CartLine, 'quantity'>, quantity?: number): void;
  setQuantity(productId: string, quantity: number): void;
  remove(productId: string): void;
  clear(): void;
};

/** The cart of this person at the chosen store. */
export function useCart(): CartActions & { cart: Cart } {
  const { storeId } = useChosenStore();
  const personId = useViewer()?.id ?? null;
  const key = storeId && keyOf(personId, storeId);
  const cart = useSyncExternalStore(subscribe, () => (key ? read(key) : EMPTY_CART));

  // What a guest has collected comes along when they log in.
  useEffect(() => {
    if (!personId || !storeId) return;
    const guest = keyOf(null, storeId);
    const brought = read(guest);
    if (brought.lines.length === 0) return;
    const own = keyOf(personId, storeId);
    write(own, mergeCarts(read(own), brought));
    write(guest, EMPTY_CART);
  }, [personId, storeId]);

  const actions = useMemo<CartActions>(() => {
    const change = (next: (cart: Cart) => Cart): void => {
      if (key) write(key, next(read(key)));
    };
    return {
      add: (product, quantity) => change((cart) => addToCart(cart, product, quantity)),
      setQuantity: (productId, quantity) => change((cart) => setQuantity(cart, productId, quantity)),
      remove: (productId) => change((cart) => removeFromCart(cart, productId)),
      clear: () => change(() => EMPTY_CART),
    };
  }, [key]);
  return { cart, ...actions };
}
