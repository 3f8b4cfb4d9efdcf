import type { NewEvent } from '@comptoir/messaging';
import type { Shelves } from '../domain/reservation.ts';

export type StockPair = { storeId: string; productId: string };

/** A reservation as it stands, its row locked. */
export type Hold = {
  id: string;
  sagaId: string;
  saleId: string;
  storeId: string;
  userId: string;
  correlationId: string;
  traceparent: string | null;
  state: 'HELD' | 'SOLD' | 'RELEASED';
  /** Whether its time is over, by PostgreSQL's clock after the lock was had. */
  expired: boolean;
  lines: { productId: string; quantity: number }[];
};

export type NewHold = Omit<Hold, 'state' | 'expired'> & { expiresAt: Date };

/** The steps that have an effect here; looking at the shelf has none, so it leaves no record. */
export type StepName = 'reserve-stock' | 'confirm-order' | 'restock';

/** What a step answered once: the row that answers for it from then on. */
export type StepRecord = {
  sagaId: string;
  step: StepName;
  direction: 'do' | 'undo';
  outcome: 'done' | 'refused' | 'barred';
  detail: { code: string; message: string } | null;
};

/** A stock level after a change, as subscribers get it. */
export type StockFigures = StockPair & { onHand: number; reserved: number; version: number; updatedAt: Date };

export type Movement = StockPair & {
  onHand: number;
  reserved: number;
  sold: number;
  returned?: number;
  /** Events on the level's own stream that go with it. */
  told?: number;
};

/** Locked levels: their figures, and the versions of their own streams. */
export type LockedStock = { shelves: Shelves; streamVersions: Map<string, number>; now: Date };

/** Everything that one step writes, in one statement. */
export type StepWrites = {
  movements: Movement[];
  opened: NewHold[];
  closed: { id: string; state: 'SOLD' | 'RELEASED' }[];
  records: StepRecord[];
  events: NewEvent[];
};

/** One transaction of a step. Locks are taken in the order reservation, stock, record of a step, each by id. */
export type HoldTransaction = {
  answers(step: StepName, direction: 'do' | 'undo', sagaIds: readonly string[]): Promise<Map<string, StepRecord>>;
  /** Locks reservations and reads them; those that do not exist are missing in the answer. */
  lockHolds(ids: readonly string[]): Promise<Map<string, Hold>>;
  /** Locks reservations whose time is over and that nobody else has locked, the oldest first. */
  lockExpired(limit: number): Promise<Map<string, Hold>>;
  /** Locks stock levels and reads them, with PostgreSQL's time once all are locked. */
  lockStock(pairs: readonly StockPair[]): Promise<LockedStock>;
  /** How many events each of these reservations has; one without any is missing in the answer. */
  eventsOf(ids: readonly string[]): Promise<Map<string, number>>;
  /** Writes all at once. A record or event that is there already aborts the transaction (SQLSTATE 23505). */
  write(writes: StepWrites): Promise<StockFigures[]>;
};

/** What is on the shelf and whether it may be sold, read without a lock. */
export type SaleChecks = {
  shelves: Shelves;
  closedStores: Set<string>;
  /** Products that are off sale or unknown. */
  unsaleable: Set<string>;
};

export type HoldStore = {
  /**
   * Writes "never to be done" where the step has no record yet; waits for one that is being written. A transaction of its own:
   * records come last in the order of locks, and what is to be undone is locked only behind this.
   */
  bar(step: StepName, sagaIds: readonly string[]): Promise<void>;
  /** Runs `work` in a transaction; again, a few times, when a concurrent or earlier one won (40P01, 23505). `tries` counts from 1. */
  transact<T>(work: (tx: HoldTransaction, tries: number) => Promise<T>): Promise<T>;
  check(pairs: readonly StockPair[]): Promise<SaleChecks>;
};
