import type { KeptState, StateOfAnswer, StateOfCall } from '@comptoir/contracts';
import { isUuid, type ContextName } from '@comptoir/kit';
import { differences, type Difference } from '../../domain/difference.ts';
import { hasReducer, ownerOf, type StreamState } from '../../domain/folds.ts';
import type { EventReads, StreamEnd } from '../ports.ts';

/** What a context answers of the state that it keeps beside its events. */
export type StatePort = (call: StateOfCall) => Promise<StateOfAnswer>;
export type StatePorts = Partial<Record<ContextName, StatePort>>;

export type Replayed = StreamEnd & {
  streamId: string;
  isFolded: boolean;
  /** Null: the owner keeps no state of such things to compare with. */
  owner: ContextName | null;
  differences: Difference[];
};

export type ReplayStreamProblem =
  | { code: 'NOT_FOUND'; what: string; id: string }
  | { code: 'STREAM_BEHIND'; storedVersion: number; recordedVersion: number };

export type ReplayStreamOutcome = { ok: true; value: Replayed } | { ok: false; problem: ReplayStreamProblem };

/** Rebuilds a thing from its events and compares it with what its owner keeps, both as of the same event. */
export async function replayStream(
  reads: EventReads,
  ports: StatePorts,
  { streamId: id }: { streamId: string },
): Promise<ReplayStreamOutcome> {
  const streamId = id.toLowerCase();
  const last = isUuid(id) ? await reads.fold({ streamId, at: null, version: null }) : null;
  if (!last) return { ok: false, problem: { code: 'NOT_FOUND', what: 'stream of events', id } };
  const owner = ownerOf(last.streamType);
  const port = owner && ports[owner];
  const kept = port ? ((await port({ streamType: last.streamType, ids: [streamId] }))?.[0] ?? null) : null;
  const found = { streamId, isFolded: hasReducer(last.streamType) };
  if (!kept) return { ok: true, value: { ...last, ...found, owner: null, differences: [] } };
  if (kept.version > last.version)
    return {
      ok: false,
      problem: { code: 'STREAM_BEHIND', storedVersion: last.version, recordedVersion: kept.version },
    };
  // Something happened between the two questions: compared is what both know.
  const then = kept.version < last.version ? await reads.fold({ streamId, at: null, version: kept.version }) : last;
  const end = then ?? last;
  return { ok: true, value: { ...end, ...found, owner, differences: unlike(end.state, kept) } };
}

/** Of what the owner keeps: fields that only events tell are no difference. */
function unlike(replayed: StreamState, { state: kept }: KeptState): Difference[] {
  if (!replayed || !kept) return differences(replayed, kept);
  const comparable = Object.fromEntries(
    Object.keys(kept).map((field) => [field, shapedLike(replayed[field], kept[field])]),
  );
  return differences(comparable, kept);
}

/** The part of a value that the other one has too: of nested objects the owner may keep fewer fields. */
function shapedLike(value: unknown, like: unknown): unknown {
  if (typeof value !== 'object' || typeof like !== 'object' || !value || !like) return value;
  if (Array.isArray(value)) return value.map((item, i) => shapedLike(item, (like as unknown[])[i]));
  return Object.fromEntries(
    Object.keys(like).map((key) => [
      key,
      shapedLike((value as Record<string, unknown>)[key], (like as Record<string, unknown>)[key]),
    ]),
  );
}
