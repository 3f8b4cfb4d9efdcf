/** A saga as its holder sees it. Times are milliseconds by the database's clock at the moment of the claim. */
export type HeldRow = {
  id: string;
  seq: number;
  definition: string;
  type: string;
  userId: string;
  saleId: string | null;
  storeId: string | null;
  correlationId: string;
  input: unknown;
  state: string;
  version: number;
  streamVersion: number;
  epoch: number;
  attempts: number;
  createdAtMs: number;
  startedAtMs: number;
  stepStartedAtMs: number;
  cancelRequested: boolean;
  error: string | null;
  errorMessage: string | null;
};
