import type { EventEnvelope } from '@comptoir/contracts';
import { shelvesThatFell } from '../domain/low-stock.ts';
import { origin, type Message } from '../domain/messages.ts';
import type { Ports } from './ports.ts';

/** Tells those who look after a store that shelves fell below the mark: one message a person and event, whatever it names. */
export async function lowStockMessages(
  { staffOf, quote }: Pick<Ports, 'staffOf' | 'quote'>,
  events: readonly EventEnvelope[],
): Promise<Message[]> {
  const messages = await Promise.all(
    events.map(async (event): Promise<Message[]> => {
      const fell = shelvesThatFell(event);
      if (!fell) return [];
      const { storeId, shelves } = fell;
      const [{ userIds }, { store, products }] = await Promise.all([
        staffOf({ storeId }),
        quote({ storeId, productIds: shelves.map(({ productId }) => productId) }),
      ]);
      const onSale = shelves.flatMap(({ productId, onHand }) => {
        const product = products.find(({ id, archived }) => id === productId && !archived);
        return product ? [{ ...product, onHand }] : [];
      });
      const [first] = onSale;
      if (!store || !first) return [];
      const facts = { store: store.name, products: onSale.map(({ name, onHand }) => `${name} (${onHand})`).join(', ') };
      const link = `/products/${encodeURIComponent(first.sku)}`;
      return userIds.map((userId) => ({ ...origin(event), userId, kind: 'low-stock', facts, link }));
    }),
  );
  return messages.flat();
}
