import type { RoleAnswer, RoleCall, SaleOwner, SaleOwnerCall } from '@comptoir/contracts';
import type { RequestContext } from '@comptoir/graphql-kit';
import type { PersonKeys } from '@comptoir/kit';
import type { ComplaintFact } from '../domain/complaint.ts';
import type { ComplaintsTelemetry } from '../telemetry/events.ts';

/** The caller of a use case: who, and with which trace. */
export type Caller = Pick<RequestContext, 'actor' | 'trace'>;

/** What an event tells of where it comes from. */
export type Origin = { correlationId: string; userId: string; traceparent: string | null };

/** An event of a complaint, as it is kept. */
export type StoredFact = ComplaintFact & { eventId: string; version: number; position: number };

/** What a customer calls the filing of one complaint, so that it is filed once. */
export type FilingKey = { customerId: string; key: string };

/** Where the events of complaints live: they are the complaints. */
export type ComplaintStore = {
  /** The whole streams of these complaints, each in order; those that do not exist are missing. */
  load(ids: readonly string[]): Promise<Map<string, StoredFact[]>>;
  /** Appends behind the version that was decided upon; null when somebody else was first, there or under the key, and nothing was written. */
  append(
    id: string,
    expectedVersion: number,
    facts: readonly ComplaintFact[],
    origin: Origin,
    filing?: FilingKey | null,
  ): Promise<StoredFact[] | null>;
  /** The complaint that was filed under this key; null where none was. */
  filedUnder(filing: FilingKey): Promise<string | null>;
  /** The number of a new complaint. */
  nextNumber(): Promise<number>;
};

/** What a request reads of another context at once. */
export type ComplaintsPorts = {
  saleOwner(call: SaleOwnerCall): Promise<SaleOwner>;
  roleOf(call: RoleCall): Promise<RoleAnswer>;
};

export type Deps = ComplaintsPorts & {
  store: ComplaintStore;
  personKeys: PersonKeys;
  /** Tells everybody of new events, after their commit. */
  announce(id: string, facts: readonly StoredFact[]): void;
  telemetry: ComplaintsTelemetry;
};
