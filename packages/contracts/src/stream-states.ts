import { z } from 'zod';

/** Internal port `stateOf` of each context that keeps state beside its events: what it says of these things. */
export const stateOfCall = z.object({ streamType: z.string(), ids: z.array(z.uuid()).max(1_000) });
export type StateOfCall = z.infer<typeof stateOfCall>;

/** A thing as its owner keeps it, in the words of the reducer of its stream: fields that are not kept are left out. */
export type KeptState = {
  id: string;
  /** The last version of its stream, read together with the state. */
  version: number;
  /** Null: there are events of it, but nothing is kept. */
  state: Record<string, unknown> | null;
};

/** Null: of this kind of thing no state is kept beside the events. */
export type StateOfAnswer = KeptState[] | null;
