import { setMaxListeners } from 'node:events';
import { chunksOf, type Clock } from '@comptoir/kit';
import type { z } from 'zod';
import type {
  CaptureAnswer,
  LookupAnswer,
  PayBackRequest,
  PaymentAdapter,
  PaymentRequest,
  RefundAnswer,
  Statement,
} from '../../application/payments.ts';
import { providerClient, type ProviderAddress } from './client.ts';
import { CAPTURE, LOOKUP, PATHS, REFUND, STATEMENT } from './protocol.ts';

export type HttpProviderOptions = ProviderAddress & {
  /** So many questions of a kind got no answer, and why the first did not. Their payments count as pending. */
  onFailure(error: Error): void;
  /** An answer that is malformed or says what cannot be: it counts as none. */
  onUnusable(what: { operation: keyof typeof PATHS; key: string; reason: string }): void;
  /** Milliseconds that a question may take: less than the port waits, so that those who were answered are heard. */
  answerWithinMs?: number;
  clock?: Clock;
};

const ANSWER_WITHIN_MS = 200;
const STATEMENT_WITHIN_MS = 5_000;
const STATEMENT_KEYS = 500;

/** What an answer says that cannot be true of this question; null when it can. */
type Doubt<R, A> = (request: R, answer: A) => string | null;

const wrongAmount: Doubt<PaymentRequest, { outcome: string; amountMinor?: number; currency?: string }> = (
  { amountMinor, currency },
  answer,
) =>
  answer.outcome === 'captured' && (answer.amountMinor !== amountMinor || answer.currency !== currency)
    ? `captured ${answer.amountMinor} ${answer.currency} instead of ${amountMinor} ${currency}`
    : null;

/** An undo gives everything back, or there was nothing. */
const wrongUndo: Doubt<PaymentRequest, z.infer<typeof REFUND>> = ({ amountMinor, currency }, answer) =>
  answer.outcome === 'refunded' &&
  ((answer.amountMinor !== 0 && answer.amountMinor !== amountMinor) || answer.currency !== currency)
    ? `gave ${answer.amountMinor} ${answer.currency} back of ${amountMinor} ${currency}`
    : null;

const wrongPayBack: Doubt<PayBackRequest, z.infer<typeof REFUND>> = ({ amountMinor, currency }, answer) =>
  answer.outcome === 'refunded' && (answer.amountMinor !== amountMinor || answer.currency !== currency)
    ? `gave ${answer.amountMinor} ${answer.currency} back instead of ${amountMinor} ${currency}`
    : null;

const doubtful = <R extends { key: string }, A extends { key: string }>(request: R, answer: A, doubt: Doubt<R, A>) =>
  answer.key === request.key ? doubt(request, answer) : `speaks of ${answer.key}`;

/** A payment provider that is asked over HTTP. The protocol: docs/adr/0011. */
export function httpProvider({
  onFailure,
  onUnusable,
  answerWithinMs = ANSWER_WITHIN_MS,
  clock,
  ...address
}: HttpProviderOptions): PaymentAdapter & { close(): Promise<void> } {
  const client = providerClient(address, clock);

  function tellFailures(operation: string, asked: number, failures: readonly unknown[]): void {
    const [cause] = failures;
    if (failures.length === 0) return;
    const reason = cause instanceof Error ? cause.message : String(cause);
    onFailure(new Error(`${failures.length} of ${asked} (${operation}) without an answer: ${reason}`, { cause }));
  }

  /** A request a payment, all at the same time: who is not answered in time is missing in what comes back. */
  async function each<R extends { key: string }, A extends { key: string }>(
    operation: Exclude<keyof typeof PATHS, 'statement'>,
    requests: readonly R[],
    schema: z.ZodType<A>,
    { bodyOf, doubt }: { bodyOf: (request: R) => object; doubt: Doubt<R, A> },
  ): Promise<Map<string, A>> {
    const signal = AbortSignal.timeout(answerWithinMs);
    setMaxListeners(0, signal);
    const answers = new Map<string, A>();
    const failures: unknown[] = [];
    await Promise.all(
      requests.map(async (request) => {
        try {
          const answer = schema.safeParse(await client.post(PATHS[operation], bodyOf(request), signal, request.key));
          const reason = answer.success ? doubtful(request, answer.data, doubt) : 'malformed';
          if (reason) onUnusable({ operation, key: request.key, reason });
          else if (answer.data) answers.set(request.key, answer.data);
        } catch (error) {
          failures.push(error);
        }
      }),
    );
    tellFailures(operation, requests.length, failures);
    return answers;
  }

  async function statementPart(keys: readonly string[]): Promise<(Statement & { key: string })[]> {
    try {
      const answer = await client.post(PATHS.statement, { keys }, AbortSignal.timeout(STATEMENT_WITHIN_MS));
      const wanted = new Set(keys);
      return STATEMENT.parse(answer).payments.filter(({ key }) => wanted.has(key));
    } catch (error) {
      tellFailures('statement', keys.length, [error]);
      return [];
    }
  }

  return {
    capture: (requests): Promise<Map<string, CaptureAnswer>> =>
      each('capture', requests, CAPTURE, {
        bodyOf: ({ key, token, amountMinor, currency }) => ({ key, token, amountMinor, currency }),
        doubt: wrongAmount,
      }),
    lookup: (requests): Promise<Map<string, LookupAnswer>> =>
      each('lookup', requests, LOOKUP, { bodyOf: ({ key }) => ({ key }), doubt: wrongAmount }),
    refund: (requests): Promise<Map<string, RefundAnswer>> =>
      each('undo', requests, REFUND, {
        bodyOf: ({ key, amountMinor, currency }) => ({ key, amountMinor, currency }),
        doubt: wrongUndo,
      }),
    payBack: (requests): Promise<Map<string, RefundAnswer>> =>
      each('payBack', requests, REFUND, {
        bodyOf: ({ key, paymentKey, amountMinor, currency }) => ({ key, paymentKey, amountMinor, currency }),
        doubt: wrongPayBack,
      }),
    async statement(payments) {
      const told: (Statement & { key: string })[] = [];
      for (const part of chunksOf(payments, STATEMENT_KEYS))
        told.push(...(await statementPart(part.map((p) => p.key))));
      return new Map(
        told.map(({ key, capturedMinor, refundedMinor }) => [key, { capturedMinor, refundedMinor }] as const),
      );
    },
    close: () => client.close(),
  };
}
