import type { ContextName } from '@comptoir/kit';
import type { Fault } from './schedule.ts';

/** A change of a source file while a process loads it; the file on disk stays as it is. */
export type Edit = { file: string; from: string; to: string };

/** A guard of the product that a run goes without: the harness must notice. */
export type Break = {
  about: string;
  edits: readonly Edit[];
  /** What stands behind the guard in the database, and would stop what comes past it. */
  sql: readonly { context: ContextName; statement: string }[];
  /** The rules that books without the guard break. Whatever else differs shows nothing about it. */
  violates: readonly string[];
  /** Accidents that the guard is there for, beside those of the schedule: chance alone seldom meets them. */
  faults?: readonly Fault[];
};

/** Every twelfth write waits for longer than a lease, with a chunk in hand: a pause by the clock seldom meets that. */
const OVERSLEPT: Edit = {
  file: 'sagas/src/infrastructure/advance.ts',
  from: 'if (rows.length === 0) return new Set();',
  to: `if (rows.length === 0) return new Set();
          globalThis.written = (globalThis.written ?? 0) + 1;
          if (globalThis.written % 12 === 3) await new Promise((wake) => setTimeout(wake, 3_000));`,
};

export const BREAKS = {
  'no-lock': {
    about:
      'stock is read without a lock before it is held, and nothing in the table forbids to hold more than there is',
    edits: [
      {
        file: 'catalog/src/infrastructure/hold-statements.ts',
        from: 's.product_id = wanted.product_id OFFSET 0 FOR UPDATE',
        to: 's.product_id = wanted.product_id OFFSET 0',
      },
      {
        // A row that is not locked may have moved: without the lock it can be found by its keys only.
        file: 'catalog/src/infrastructure/hold-statements.ts',
        from: 'WHERE s.ctid = k.ctid',
        to: 'WHERE s.store_id = m.store_id AND s.product_id = m.product_id',
      },
    ],
    sql: [
      { context: 'catalog', statement: 'ALTER TABLE stock DROP CONSTRAINT stock_never_oversold' },
      { context: 'catalog', statement: 'ALTER TABLE stock DROP CONSTRAINT stock_never_below_zero' },
    ],
    violates: [
      'catalog: at no moment more was held than there was',
      'catalog: received = on hand + sold - returned, nothing below zero, nothing reserved',
      'catalog: each event tells the shelf as all events up to it left it',
    ],
  },
  'no-fence': {
    about: 'whoever held a saga once may write its states, although another has taken it over',
    edits: [
      {
        file: 'sagas/src/infrastructure/advance.ts',
        from: 'AND s.epoch = t.epoch AND s.version = t.expected AND NOT s.done',
        to: '',
      },
      OVERSLEPT,
    ],
    sql: [],
    violates: [
      'sagas: versions 1..n without gap, equal to the row',
      'sagas: every saga took a road that is allowed',
      'sagas: the stream of a saga has as many events as its row says, one of them its last',
    ],
    // Each worker sleeps over its lease in a burst of orders, and wakes with sagas in hand that the other has carried on.
    faults: [
      { kind: 'pause', process: 'worker-sagas', forMs: 2_600, atMs: 1_400 },
      { kind: 'pause', process: 'worker-sagas-2', forMs: 2_600, atMs: 4_050 },
      { kind: 'pause', process: 'worker-sagas', forMs: 2_600, atMs: 5_350 },
    ],
  },
  'no-idempotency': {
    about: 'a step that is asked again is done again: its record is neither looked for nor unique',
    edits: [
      {
        file: 'catalog/src/infrastructure/hold-store.ts',
        from: 'WHERE saga_id = ANY($1::uuid[]) AND step = $2 AND direction = $3',
        to: 'WHERE saga_id = ANY($1::uuid[]) AND step = $2 AND direction = $3 AND false',
      },
      OVERSLEPT,
    ],
    sql: [{ context: 'catalog', statement: 'ALTER TABLE step_log DROP CONSTRAINT step_log_pkey' }],
    violates: ['catalog: each step of a saga is recorded once'],
  },
  'no-key': {
    about: 'a checkout that is sent again with its key begins another sale',
    edits: [
      {
        file: 'sagas/src/infrastructure/begin-sagas.ts',
        from: 'ON CONFLICT (user_id, idempotency_key) DO NOTHING',
        to: '',
      },
      {
        file: 'sagas/src/infrastructure/accept.ts',
        from: 's.user_id = k.user_id AND s.idempotency_key = k.idempotency_key',
        to: 's.user_id = k.user_id AND s.idempotency_key = k.idempotency_key AND false',
      },
    ],
    sql: [{ context: 'sagas', statement: 'DROP INDEX saga_user_key' }],
    violates: ['what clients were told'],
  },
  'no-payback': {
    about: 'the money of a sale that failed stays with the provider',
    edits: [
      {
        file: 'sales/src/application/steps/refund-payment.ts',
        from: 'await payments.refund(asked.map(({ order }) => requestOf(order)))',
        to: 'new Map(asked.map(({ order }) => [order.paymentId, { outcome: "refunded", amountMinor: 0 }]))',
      },
    ],
    sql: [],
    violates: [
      'sales: what is sold is captured once, and what is captured is sold',
      // An undo also bars a capture that comes later.
      'sales: no charge of an unsold sale may still take money',
    ],
  },
  'no-refund-units': {
    about:
      'units that are given back, or asked back already, are asked back again, and nothing in the table forbids it',
    edits: [
      {
        file: 'sales/src/domain/refund.ts',
        from: 'quantity - refundedQuantity - refundPending - settledQuantity',
        to: 'quantity',
      },
    ],
    sql: [{ context: 'sales', statement: 'ALTER TABLE sale_line DROP CONSTRAINT sale_line_refunds_at_most_sold' }],
    violates: ['sales: the units of a line are refunded once, and none is kept for a refund that has ended'],
  },
  'no-refund-key': {
    about: 'the provider is asked for a refund by a new key each time, and its first answer is lost',
    edits: [
      {
        file: 'sales/src/application/steps/pay-refund.ts',
        from: 'await payments.payBack(asked.map(requestOf))',
        to: `await (async (requests) => {
          const lost = (globalThis.lostAnswers ??= new Set());
          const keys = requests.map(() => crypto.randomUUID());
          const answers = await payments.payBack(requests.map((request, i) => ({ ...request, key: keys[i] })));
          const heard = requests.map(({ key }, i) => [key, lost.has(key) ? answers.get(keys[i]) : undefined]);
          for (const { key } of requests) lost.add(key);
          return new Map(heard);
        })(asked.map(requestOf))`,
      },
    ],
    sql: [],
    violates: ['sales: what is sold is captured once, and what is captured is sold'],
  },
  'no-horizon': {
    about: 'the relay goes past events that are not committed yet',
    edits: [
      { file: 'messaging/src/read-final-events.ts', from: 'position > safe &&', to: 'position > safe && false &&' },
    ],
    sql: [],
    violates: ['audit'],
  },
} as const satisfies Record<string, Break>;

export type BreakName = keyof typeof BREAKS;

/** Whether a run has noticed that the guard is missing, and not merely that something is late or amiss. */
export const notices = (name: BreakName, differences: readonly string[]): boolean =>
  differences.some((difference) => BREAKS[name].violates.some((rule) => difference.startsWith(`${rule}: `)));

export const isBreak = (name: string): name is BreakName => name in BREAKS;
