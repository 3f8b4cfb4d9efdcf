import type { OpenSaleAnswer, Quote, QuoteCall, SaleOrder } from '@comptoir/contracts';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import type { Outcome } from '../domain/problems.ts';
import type { SagaDefinition } from '../domain/saga.ts';
import type { SagaView } from '../domain/saga-view.ts';
import type { SagaTelemetry } from '../telemetry/events.ts';

/** The caller of a use case: who, and with which trace. */
export type Caller = SubgraphRequest;

/** What somebody may do to a running saga from outside its engine. */
export type Intervention = 'cancel' | 'resume' | 'none';

/** What this context asks of others while it answers a checkout. */
export type CheckoutPorts = {
  quote(call: QuoteCall): Promise<Quote>;
  openSale(order: SaleOrder): Promise<OpenSaleAnswer>;
};

export type Deps = CheckoutPorts & {
  sagaById(id: string): Promise<SagaView | null>;
  sagaOfKey(key: { userId: string; idempotencyKey: string }): Promise<SagaView | null>;
  /** The frozen input of a saga that exists. */
  orderOf(sagaId: string): Promise<SaleOrder>;
  /** Begins a saga, or answers the one that the key began before. */
  accept(order: SaleOrder, idempotencyKey: string): Promise<{ saga: SagaView; begun: boolean }>;
  /** Locks the saga, decides, and changes it; whoever held it is fenced off. Null when there is no such saga. */
  intervene(
    caller: Caller,
    sagaId: string,
    decide: (saga: SagaView) => Outcome<Intervention>,
  ): Promise<Outcome<SagaView> | null>;
  /** Something may be due: an engine should look. */
  wakeEngine(): void;
  /** What this system can run; each saga ends on the version it began with. */
  definitions: readonly SagaDefinition<never>[];
  demo: boolean;
  telemetry: SagaTelemetry;
};
