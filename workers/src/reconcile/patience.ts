/** How long what is under way may take before it counts as wrong. */
export type Patience = {
  /** What changed in so many milliseconds may still be changing elsewhere. */
  settledMs: number;
  /** So long after its time a hold may wait to be released. */
  graceMs: number;
  /** An open saga is due again within moments; not to be taken up for so long means that nobody moves it. */
  standstillMs: number;
  /** Between the two looks at what seems wrong. */
  pauseMs: number;
};

export const PATIENCE: Patience = { settledMs: 15_000, graceMs: 60_000, standstillMs: 300_000, pauseMs: 1_000 };
