import { gql } from '@apollo/client';
import type { ProblemWordsFragment } from '../__generated__/operations.ts';
import { formatMoney } from './format.ts';

/** What every mutation asks of a refusal, whichever it is. Unmasked: refusals are for this file. */
export const PROBLEM_WORDS = gql`
  fragment ProblemWords on Problem {
    __typename
    message
    code
    ... on ValidationProblem {
      fields {
        path
        message
      }
    }
    ... on PriceChangedProblem {
      currentTotal {
        amountMinor
        currency
      }
    }
    ... on StoreClosedProblem {
      store {
        id
        name
      }
    }
    ... on InsufficientStockProblem {
      available
    }
  }
`;

/** Any refusal of the graph. */
export type Problem = ProblemWordsFragment;
type ProblemType = Problem['__typename'];
type Words = { [Type in ProblemType]: (problem: Extract<Problem, { __typename: Type }>) => string };

const asTheServerSays = ({ message }: { message: string }): string => message;

/** A sentence for each refusal. The type check fails for one that is missing, also for those that other pages meet. */
const WORDS: Words = {
  AccountSuspendedProblem: () => 'This account is closed to log-ins. Ask at the counter of your store.',
  ArchivedProductProblem: () => 'This product is not sold any more.',
  ClosedStoreProblem: () => 'This store has closed for good.',
  ComplaintStatusProblem: asTheServerSays,
  ConflictProblem: () => 'It was changed elsewhere meanwhile. Look at it again, then repeat what still makes sense.',
  DeadLetterFailsAgainProblem: asTheServerSays,
  EmailTakenProblem: () => 'Another account has this e-mail address. Log in with that account, or use another address.',
  EmptyCartProblem: () => 'There is nothing in the cart.',
  ExceedsRefundableProblem: () => 'Some of it was given back or asked for already. Look at the order again.',
  InsufficientStockProblem: ({ available }) => `Only ${available} of it can be taken away.`,
  InvalidCredentialsProblem: () => 'No account has this name and password together. Check both and try again.',
  LastAdminProblem: asTheServerSays,
  NotFoundProblem: () => 'Something in this does not exist any more. Reload the page and look again.',
  NothingToRefundProblem: () => 'All of this order was given back or asked for already.',
  PriceChangedProblem: ({ currentTotal }) => `Prices have changed: it costs ${formatMoney(currentTotal)} now.`,
  RefundAlreadyDecidedProblem: () => 'This refund was decided already. Reload the page to see how.',
  ResolutionPendingProblem: asTheServerSays,
  SagaNotCancellableProblem: () => 'It is too late to cancel: the order is being made final or has ended.',
  SagaNotParkedProblem: asTheServerSays,
  SaleNotRefundableProblem: () => 'Only an order that was paid and made final can be given back.',
  SessionEndedProblem: () => 'Your session has ended. Log in again.',
  StoreClosedProblem: ({ store }) => `${store?.name ?? 'This store'} has closed for good. Choose another store.`,
  StreamBehindProblem: asTheServerSays,
  UsernameTakenProblem: () => 'This name is in use. Choose another.',
  ValidationProblem: ({ fields, message }) => fields.map((field) => field.message).join(' ') || message,
  WrongPasswordProblem: () => 'The current password is not right.',
};

/** All types of refusals, for the cache: it must know what implements `Problem`. */
export const PROBLEM_TYPES = Object.keys(WORDS) as ProblemType[];

/** A refusal in words for the person in front of the screen. */
export function problemMessage(problem: Problem): string {
  const words = WORDS[problem.__typename] as ((problem: Problem) => string) | undefined;
  // A shop that is newer than this page may refuse in ways it has not heard of.
  return words ? words(problem) : (problem as { message: string }).message;
}

/** What is wrong with each field of a form, by the field's name; the first fault of each. */
export function fieldProblems(problem: Problem | null): Record<string, string> {
  if (problem?.__typename !== 'ValidationProblem') return {};
  const faults: Record<string, string> = {};
  for (const { path, message } of problem.fields) {
    const field = path.filter((part) => part !== 'input').join('.');
    faults[field] ??= message;
  }
  return faults;
}

/** Narrows the answer of a mutation to a refusal. */
export const isProblem = <T extends { __typename: string }>(
  answer: T | null | undefined,
): answer is Extract<T, { __typename: `${string}Problem` }> => Boolean(answer?.__typename.endsWith('Problem'));
