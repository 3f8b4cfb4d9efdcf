import type { SagaState, SagaType } from '../../__generated__/operations.ts';
import { sentenceOf, stateWords } from './saga-words.ts';

/** One thing that happened to an order. */
export type DiaryEntry = { version: number; state: SagaState; at: string };

/** Writes an entry at its place; one that stands there already is not written twice. */
export function writeEntry(diary: readonly DiaryEntry[], entry: DiaryEntry): readonly DiaryEntry[] {
  if (diary.some(({ version }) => version === entry.version)) return diary;
  return [...diary, entry].sort((a, b) => a.version - b.version);
}

/** What readers hear: the last thing that happened, with its reason when it ended badly. */
export function toldOf(
  state: SagaState,
  errorMessage: string | null,
  parked: boolean,
  type: SagaType = 'SALE',
): string {
  if (parked) return 'Something needs a person. Somebody of the shop looks at it; you do not have to do anything.';
  const { phase } = stateWords(state);
  const sentence = sentenceOf(state, type);
  return errorMessage && (phase === 'undone' || phase === 'failed') ? `${errorMessage} ${sentence}` : sentence;
}
