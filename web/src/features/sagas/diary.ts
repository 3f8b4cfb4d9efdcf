import type { SagaState, SagaType } from '../../__generated__/operations.ts';
import { sentenceOf, stateTitle, stateWords } from './saga-words.ts';

/** One thing that happened to an order. */
export type DiaryEntry = { version: number; state: SagaState; at: string };

/** Writes an entry at its place; one that stands there already is not written twice. */
export function writeEntry(diary: readonly DiaryEntry[], entry: DiaryEntry): readonly DiaryEntry[] {
  if (diary.some(({ version }) => version === entry.version)) return diary;
  return [...diary, entry].sort((a, b) => a.version - b.version);
}

type Told = { state: SagaState; type: SagaType; parked: boolean; errorMessage: string | null };

/** What a shopper hears: the last thing that happened, with its reason when it ended badly. */
export function toldOf({ state, type, parked, errorMessage }: Told): string {
  if (parked) return 'Something needs a person. Somebody at the shop looks at it; you do not have to do anything.';
  const { phase } = stateWords(state);
  const sentence = sentenceOf(state, type);
  return errorMessage && (phase === 'undone' || phase === 'failed') ? `${errorMessage} ${sentence}` : sentence;
}

/** What those hear who look after the orders of others: the state by its name, and why. */
export const toldToStaff = ({ state, parked, errorMessage }: Told): string =>
  [`${stateTitle(state)}.`, parked && 'It waits for a person.', errorMessage].filter(Boolean).join(' ');
