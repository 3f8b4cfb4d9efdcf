import { badUserInput } from '@comptoir/graphql-kit';
import { latestStream, type LiveMessage } from '@comptoir/live';
import { isUuid } from '@comptoir/kit';
import { stockKey } from '../domain/reservation.ts';
import type { StockLevel } from '../domain/stock.ts';
import { levelOfMessage, STOCK_CHANNEL } from '../application/stock-channel.ts';
import { createLoaders, type CatalogContext } from './context.ts';

type StockChangedArgs = { storeId: string; productIds?: string[] | null };
type StockChanged = { stockChanged: StockLevel };

const MOST_PRODUCTS = 100;

function subscribe(_: unknown, args: StockChangedArgs, context: CatalogContext): AsyncIterableIterator<StockChanged> {
  const productIds = args.productIds?.filter(isUuid).map((id) => id.toLowerCase());
  if (productIds && productIds.length > MOST_PRODUCTS)
    throw badUserInput(
      `productIds: ${productIds.length} products are too many; watch at most ${MOST_PRODUCTS}, or all of the store.`,
    );
  const storeId = isUuid(args.storeId) ? args.storeId.toLowerCase() : '';
  const sent = new Map<string, number>();

  /** Every event reads afresh what it asks for beside the figures. */
  const asEvent = (level: StockLevel): StockChanged => {
    sent.set(level.productId, level.version);
    context.loaders = createLoaders(context.reads);
    return { stockChanged: level };
  };
  return latestStream<StockChanged>({
    hub: context.hub,
    channel: STOCK_CHANNEL,
    keys: productIds?.map((id) => stockKey(storeId, id)) ?? null,
    itemOf(message: LiveMessage) {
      const level = levelOfMessage(message);
      // Messages of two processes may overtake each other: what is older than what was sent is not sent.
      const stale = level.version <= (sent.get(level.productId) ?? 0);
      return level.storeId !== storeId || stale ? null : asEvent(level);
    },
    async reload() {
      if (!storeId) return [];
      const levels = await context.reads.levelsOfStore(storeId, productIds ?? null);
      return levels.map(asEvent);
    },
  });
}

export const Subscription = { stockChanged: { subscribe } };
