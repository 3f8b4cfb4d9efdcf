import type { Role } from '@comptoir/kit';
import type { RefundOrder, ResolutionOrder, SaleOrder } from './saga-inputs.ts';

/**
 * What contexts ask of each other without knowing each other: the types of the ports that composition roots wire.
 * Everything works on sets; a set of one is the same code.
 */

/** One saga in a chunk, as a step sees it. */
export type StepCall<Input> = {
  sagaId: string;
  input: Input;
  /** Why the saga has turned round, told to what takes back or ends it; missing while it goes forward. */
  why?: { code: string; message: string };
};

/**
 * What a step answers for one saga. Throwing means that the answer is unknown for the whole chunk: it is asked again,
 * and a step that has taken effect answers from its record.
 */
export type StepAnswer =
  | { outcome: 'done' }
  | { outcome: 'refused'; code: string; message: string }
  | { outcome: 'pending'; retryAfterMs: number };

/**
 * How often the undo of a step may answer `refused` before its saga is parked. A person who lets it go on gives it as many
 * tries again.
 */
export const UNDO_REFUSALS = 3;

/** A step over a chunk: one answer per saga, by saga id. */
export type SetStep<Input> = (calls: readonly StepCall<Input>[]) => Promise<Map<string, StepAnswer>>;

/** What the catalogue does for a sale. */
export type CatalogSaleSteps = {
  /** Refuses what is not on the shelf now. Holds nothing. */
  verifyStock: SetStep<SaleOrder>;
  /** Holds all lines or none until the hold expires. */
  reserveStock: SetStep<SaleOrder>;
  /** Undo of reserveStock. Safe when nothing was held; bars a late reservation. */
  releaseStock: SetStep<SaleOrder>;
  /** The pivot: hold becomes sold. Refuses when the hold is lost. */
  confirmReservation: SetStep<SaleOrder>;
};

/** What the sales context does for a sale. */
export type SalesSaleSteps = {
  /** Opens the sale where checkout could not. Idempotent by sale id. */
  openSales: SetStep<SaleOrder>;
  capturePayment: SetStep<SaleOrder>;
  /** Undo of capturePayment. Bars a late capture. Answers `refused` when the provider fails the refund. */
  refundPayment: SetStep<SaleOrder>;
  /** After the pivot: only ever retried. */
  confirmSale: SetStep<SaleOrder>;
  cancelSale: SetStep<SaleOrder>;
};

/** What the sales context does for a refund. */
export type SalesRefundSteps = {
  /** Refuses a refund that is no longer approved, or whose sale cannot give it back. */
  validateRefund: SetStep<RefundOrder>;
  /** The pivot: the provider pays back, and the sale says so. Refuses when the provider does. */
  payRefund: SetStep<RefundOrder>;
  /** After the pivot: only ever retried. */
  completeRefund: SetStep<RefundOrder>;
  /** The end without success: frees the quantities. */
  failRefund: SetStep<RefundOrder>;
};

/** What the catalogue does for a refund. */
export type CatalogRefundSteps = {
  /** Puts the goods back on the shelf, where the refund says so. After the pivot: only ever retried. */
  restock: SetStep<RefundOrder>;
};

/** What the sales context does for the resolution of a complaint. */
export type SalesResolutionSteps = {
  /** Keeps the units from every other refund and settlement. Refuses what was not sold, or is given back or asked back already. */
  reserveSettlement: SetStep<ResolutionOrder>;
  /** Undo of reserveSettlement: the units are free again. Bars a late reservation. */
  releaseSettlement: SetStep<ResolutionOrder>;
  /** The pivot: credit, refund or replacement. Pending until a refund is paid or a replacement sold; refuses when that failed and is undone. */
  settleComplaint: SetStep<ResolutionOrder>;
};

/** What the complaints context does for the resolution of a complaint. */
export type ComplaintResolutionSteps = {
  /** After the pivot, only ever retried: appends ComplaintResolutionCompleted, once. */
  completeResolution: SetStep<ResolutionOrder>;
  /** The end without success, only ever retried: appends ComplaintResolutionFailed, once, with the call's `why`. Nothing of the settlement stands. */
  failResolution: SetStep<ResolutionOrder>;
};

/** Price and name of products as one store sells them now (internal port `quote` of the catalogue). */
export type QuoteCall = { storeId: string; productIds: string[] };
export type Quote = {
  store: { id: string; name: string; open: boolean } | null;
  products: { id: string; sku: string; name: string; priceMinor: number; currency: string; archived: boolean }[];
};

/** Internal port `categoriesOf` of the catalogue: products that it does not know are left out. */
export type ProductsCall = { productIds: string[] };
export type ProductCategories = { productId: string; categoryId: string }[];

/** Internal port `openSale` of sales: the sale can be read as PENDING at once, before any worker has run. */
export type OpenSaleAnswer = { saleId: string; number: number };

/** Internal port `saleOwner` of sales. */
export type SaleOwnerCall = { saleId: string };
export type SaleOwner = { userId: string; storeId: string } | null;

/** Internal port `contactOf` of users: where a person can be written to. Null for somebody unknown or forgotten. */
export type ContactCall = { userId: string };
export type Contact = { email: string; displayName: string } | null;

/** Internal port `roleOf` of users: what a person may do now. Null for somebody unknown, suspended or forgotten. */
export type RoleCall = { userId: string };
export type RoleAnswer = Role | null;

/** Internal port `staffOf` of users: who looks after a store, that is its managers, and the admins. */
export type StaffCall = { storeId: string };
export type StaffAnswer = { userIds: string[] };
