import type { SaleOrder } from '@comptoir/contracts';
import type { Chain } from '../../../system/bench/ground.ts';

/** What an engine is given for a run: new databases with full shelves, and servers that it shares with nobody. */
export type Ground = {
  chain: Chain;
  adminUrl: string;
  redisUrl: string;
  /** Told of every order that has ended. */
  onEnd(): void;
};

/** An engine that is up: orders go in, `onEnd` tells when each is through. */
export type Racer = {
  /** Resolves when the engine has the orders durably. */
  submit(orders: readonly SaleOrder[]): Promise<void>;
  /** Throws when its own records do not say that so many orders have ended well. */
  checkOwn(orders: number): Promise<void>;
  /** Processes of its own, by name. */
  pids: Record<string, number>;
  stop(): Promise<void>;
};

export type Entry = {
  name: string;
  /** Orders that are open at once. */
  inFlight: number;
  /** Connections to each of the databases of catalogue, sales and sagas. */
  poolSize: number;
  open(ground: Ground): Promise<Racer>;
};
