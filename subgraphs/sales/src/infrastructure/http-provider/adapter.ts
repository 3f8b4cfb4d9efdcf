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
  Untold,
} from '../../application/payments.ts';
import { createCalls } from './calls.ts';
import { CONNECTIONS, providerClient, type ProviderAddress } from './client.ts';
import { CAPTURE, LOOKUP, PATHS, REFUND, STATEMENT } from './protocol.ts';

export type HttpProviderOptions = ProviderAddress & {
  /** So many questions of a kind got no answer, and why the first did not. Their payments count as pending. */
  onFailure(error: Error): void;
  /** An answer that is malformed or says what cannot be: it counts as none. */
  onUnusable(what: { operation: keyof typeof PATHS; key: string; reason: string }): void;
  /** Milliseconds that a question is waited for: less than the port waits, so that those who were answered are heard. */
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

const nameOf = (operation: keyof typeof PATHS, { key }: { key: string }): string => `${operation} ${key}`;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Waits for the end of something, but not longer. */
async function atMost(ms: number, something: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([something, over]).finally(() => clearTimeout(timer));
}

/** A payment provider that is asked over HTTP. The protocol: docs/adr/0011. */
export function httpProvider({
  onFailure,
  onUnusable,
  answerWithinMs = ANSWER_WITHIN_MS,
  clock,
  ...address
}: HttpProviderOptions): PaymentAdapter & { close(): Promise<void> } {
  const client = providerClient(address, clock);
  const calls = createCalls({ atOnce: CONNECTIONS, ...(clock && { clock }) });
  let closed = false;

  function tellFailures(operation: string, asked: number, failures: readonly unknown[]): void {
    const [cause] = failures;
    if (failures.length === 0 || closed) return;
    const said = `${failures.length} of ${asked} (${operation}) without an answer: ${reasonOf(cause)}`;
    onFailure(new Error(said, { cause }));
  }

  /**
   * A request a payment, all at the same time: who is not answered in time is missing in what comes back. Its call goes on, and
   * who asks again hears what it has answered meanwhile.
   */
  async function each<R extends { key: string }, A extends { key: string }>(
    operation: Exclude<keyof typeof PATHS, 'statement'>,
    requests: readonly R[],
    schema: z.ZodType<A>,
    { bodyOf, doubt }: { bodyOf: (request: R) => object; doubt: Doubt<R, A> },
  ): Promise<Map<string, A>> {
    const answers = new Map<string, A>();
    const failures: unknown[] = [];
    const tell = () => tellFailures(operation, requests.length, failures.splice(0));
    let isOver = false;

    async function question(request: R, signal: AbortSignal): Promise<A | undefined> {
      const answer = schema.safeParse(await client.post(PATHS[operation], bodyOf(request), signal, request.key));
      const reason = answer.success ? doubtful(request, answer.data, doubt) : 'malformed';
      if (reason) onUnusable({ operation, key: request.key, reason });
      return reason ? undefined : answer.data;
    }
    async function ask(request: R): Promise<void> {
      const name = nameOf(operation, request);
      const answer = await calls.ask(
        name,
        (signal) => question(request, signal),
        (error) => failures.push(error),
      );
      if (isOver || answer === undefined) return;
      answers.set(request.key, answer);
      calls.heard(name);
    }

    const all = Promise.all(requests.map(ask));
    await atMost(answerWithinMs, all);
    isOver = true;
    tell();
    void all.then(tell);
    return answers;
  }

  /** A capture that was answered when nobody waited any more needs no other answer. */
  async function lookup(requests: readonly PaymentRequest[]): Promise<Map<string, LookupAnswer>> {
    const heard = new Map<string, LookupAnswer>();
    for (const request of requests) {
      const answer = calls.take<CaptureAnswer>(nameOf('capture', request));
      if (answer) heard.set(request.key, answer);
    }
    const others = requests.filter(({ key }) => !heard.has(key));
    const found = await each('lookup', others, LOOKUP, { bodyOf: ({ key }) => ({ key }), doubt: wrongAmount });
    return new Map([...heard, ...found]);
  }

  async function statementPart(keys: readonly string[], untold?: Untold): Promise<(Statement & { key: string })[]> {
    try {
      const answer = await client.post(PATHS.statement, { keys }, AbortSignal.timeout(STATEMENT_WITHIN_MS));
      const wanted = new Set(keys);
      return STATEMENT.parse(answer).payments.filter(({ key }) => wanted.has(key));
    } catch (error) {
      tellFailures('statement', keys.length, [error]);
      untold?.(reasonOf(error));
      return [];
    }
  }

  return {
    capture: (requests): Promise<Map<string, CaptureAnswer>> =>
      each('capture', requests, CAPTURE, {
        bodyOf: ({ key, token, amountMinor, currency }) => ({ key, token, amountMinor, currency }),
        doubt: wrongAmount,
      }),
    lookup,
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
    async statement(payments, untold) {
      const told: (Statement & { key: string })[] = [];
      for (const part of chunksOf(payments, STATEMENT_KEYS))
        told.push(
          ...(await statementPart(
            part.map((p) => p.key),
            untold,
          )),
        );
      return new Map(
        told.map(({ key, capturedMinor, refundedMinor }) => [key, { capturedMinor, refundedMinor }] as const),
      );
    },
    close() {
      closed = true;
      calls.close();
      return client.close();
    },
  };
}
