import type { CatalogEvent, CatalogEventType } from '@comptoir/contracts';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import type { Category, Product } from '../domain/product.ts';
import type { AdjustmentReason, StockLevel } from '../domain/stock.ts';
import type { Store } from '../domain/store.ts';
import type { CatalogTelemetry } from '../telemetry/events.ts';

/** The caller of a use case: who, and with which trace. */
export type Caller = SubgraphRequest;

/** A fact to record, with the stream it belongs to. */
export type Fact<T extends CatalogEventType = CatalogEventType> = CatalogEvent<T> & {
  streamType: 'category' | 'product' | 'store' | 'stock';
  streamId: string;
  streamVersion: number;
};

export type Adjustment = {
  id: string;
  storeId: string;
  productId: string;
  delta: number;
  reason: AdjustmentReason;
  note: string | null;
  onHandAfter: number;
  userId: string;
};

/** Everything that one transaction may do. Reads of one row lock it until the end. */
export type Tx = {
  /** The database's time, read when it is asked for. */
  now(): Promise<Date>;
  categoryExists(id: string): Promise<boolean>;
  insertCategory(category: Category): Promise<'ok' | 'CODE_TAKEN'>;
  productForUpdate(id: string): Promise<Product | null>;
  /** With a stock level of 0 in every open store. Answers which unique field another product has. */
  insertProduct(product: Product): Promise<'ok' | 'SKU_TAKEN' | 'NAME_TAKEN'>;
  /** Throws a unique violation when another product has the name. */
  saveProduct(product: Product): Promise<void>;
  storeForUpdate(id: string): Promise<Store | null>;
  /** Locks against changes, not against other readers. */
  storeForShare(id: string): Promise<Store | null>;
  /** With a stock level of 0 for every product on sale. */
  insertStore(store: Store): Promise<'ok' | 'NAME_TAKEN'>;
  /** Throws a unique violation when another store has the name. */
  saveStore(store: Store): Promise<void>;
  /** With the version of the level's own stream. */
  levelForUpdate(storeId: string, productId: string): Promise<(StockLevel & { streamVersion: number }) | null>;
  /** Writes the adjustment and changes the level by it. Subscribers hear of it after the commit. */
  adjustLevel(adjustment: Adjustment): Promise<StockLevel>;
  append(...facts: Fact[]): Promise<void>;
};

export type Deps = {
  transact<T>(caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T>;
  productNameTaken(nameKey: string, exceptId: string): Promise<boolean>;
  storeNameTaken(nameKey: string, exceptId: string): Promise<boolean>;
  telemetry: CatalogTelemetry;
};
