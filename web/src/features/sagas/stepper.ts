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
  'validate-refund': {
    title: 'Look at the refund',
    WAITING: 'Not yet',
    RUNNING: 'Looking…',
    DONE: 'It can be paid',
    FAILED: 'It cannot be paid',
    UNDOING: 'Letting go…',
    UNDONE: 'Let go',
  },
  'refund-payment': {
    title: 'Give the money back',
    WAITING: 'Not yet',
    RUNNING: 'Asking the bank…',
    DONE: 'Money given back',
    FAILED: 'Could not be paid',
    UNDOING: 'Taking back…',
    UNDONE: 'Taken back',
  },
  restock: {
    title: 'Put it back on the shelf',
    WAITING: 'Not yet',
    RUNNING: 'Putting back…',
    DONE: 'Done',
    FAILED: 'Could not be put back',
    UNDOING: 'Taking back…',
    UNDONE: 'Taken back',
  },
  'complete-refund': {
    title: 'Close the refund',
    WAITING: 'Not yet',
    RUNNING: 'Closing…',
    DONE: 'Refunded',
    FAILED: 'Could not be closed',
    UNDOING: 'Taking back…',
    UNDONE: 'Taken back',
  },
  'reserve-settlement': {
    title: 'Look at what it is for',
    WAITING: 'Not yet',
    RUNNING: 'Looking…',
    DONE: 'It can be done',
    FAILED: 'It cannot be done',
    UNDOING: 'Letting go…',
    UNDONE: 'Let go',
  },
  'settle-complaint': {
    title: 'Do what was promised',
    WAITING: 'Not yet',
    RUNNING: 'Doing it…',
    DONE: 'Done',
    FAILED: 'Could not be done',
    UNDOING: 'Taking back…',
    UNDONE: 'Taken back',
  },
  'complete-resolution': {
    title: 'Note it in the complaint',
    WAITING: 'Not yet',
    RUNNING: 'Noting it…',
    DONE: 'Noted',
    FAILED: 'Could not be noted',
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
  return saga.steps.map(({ name, state, attempts, undoAttempts, durationMs, errorMessage }) => {
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
      undoAttempts > 1 && `${plural(undoAttempts, 'try', 'tries')} to take it back`,
    ].filter(Boolean);
    return { name, title: words.title, state, words: told, detail: details.join(', ') || null };
  });
}
