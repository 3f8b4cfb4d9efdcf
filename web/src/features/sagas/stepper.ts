import type { SagaProgressFragment, SagaStepState } from '../../__generated__/operations.ts';
import { formatDuration, plural } from '../../shared/format.ts';
import { stateWords } from './saga-words.ts';

export type StepView = {
  name: string;
  title: string;
  state: SagaStepState;
  /** How it stands, in words; colour and icon only repeat it. */
  words: string;
  /** What a curious shopper may know: how long it took, how often it was tried. */
  detail: string | null;
};

type StepWords = { title: string } & Record<SagaStepState, string>;

const STEPS: Record<string, StepWords> = {
  'verify-stock': {
    title: 'Look on the shelf',
    WAITING: 'Not yet',
    RUNNING: 'Looking…',
    DONE: 'Everything is there',
    FAILED: 'Something is not there',
    UNDOING: 'Taking back…',
    UNDONE: 'Taken back',
  },
  'reserve-stock': {
    title: 'Set your things aside',
    WAITING: 'Not yet',
    RUNNING: 'Setting aside…',
    DONE: 'Set aside for you',
    FAILED: 'Could not be set aside',
    UNDOING: 'Putting back on the shelf…',
    UNDONE: 'Back on the shelf',
  },
  'process-payment': {
    title: 'Take the payment',
    WAITING: 'Not yet',
    RUNNING: 'Asking the bank…',
    DONE: 'Paid',
    FAILED: 'Not paid',
    UNDOING: 'Giving the money back…',
    UNDONE: 'Money given back',
  },
  'confirm-order': {
    title: 'Make it final',
    WAITING: 'Not yet',
    RUNNING: 'Confirming…',
    DONE: 'Yours',
    FAILED: 'Could not be confirmed',
    UNDOING: 'Taking back…',
    UNDONE: 'Taken back',
  },
};

/** For steps of sagas that this page has no words for. */
const ANY: Record<SagaStepState, string> = {
  WAITING: 'Not yet',
  RUNNING: 'Working…',
  DONE: 'Done',
  FAILED: 'Did not work',
  UNDOING: 'Taking back…',
  UNDONE: 'Taken back',
};

const asTitle = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');

/** The steps of an order as a shopper sees them. */
export function stepViews(saga: Pick<SagaProgressFragment, 'state' | 'steps'>): StepView[] {
  return saga.steps.map(({ name, state, attempts, durationMs, errorMessage }) => {
    const words = STEPS[name] ?? { title: asTitle(name), ...ANY };
    const never = state === 'WAITING' && stateWords(saga.state).phase !== 'working';
    const told = never
      ? 'Not done'
      : state === 'FAILED' && errorMessage
        ? `${words[state]}: ${errorMessage}`
        : words[state];
    const details = [
      durationMs !== null && state !== 'WAITING' && formatDuration(durationMs),
      attempts > 1 && plural(attempts, 'try', 'tries'),
    ].filter(Boolean);
    return { name, title: words.title, state, words: told, detail: details.join(', ') || null };
  });
}
