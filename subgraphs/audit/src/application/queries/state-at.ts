import { badUserInput } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { hasReducer } from '../../domain/folds.ts';
import type { EventReads } from '../ports.ts';

export type StateAtArgs = { streamId: string; at?: Date | null; version?: number | null };

/** A thing as its events told it at a moment; null when nothing had happened to it by then. */
export async function stateAt(reads: EventReads, { streamId, at, version }: StateAtArgs) {
  if (typeof version === 'number' && version < 1)
    throw badUserInput(
      `version: ${version} is none. The first event of a stream has version 1; leave it out for the last.`,
    );
  if (!isUuid(streamId)) return null;
  const end = await reads.fold({ streamId: streamId.toLowerCase(), at: at ?? null, version: version ?? null });
  return end && { streamId, ...end, isFolded: hasReducer(end.streamType) };
}
