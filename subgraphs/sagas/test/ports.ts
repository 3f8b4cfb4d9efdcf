import type { Quote, QuoteCall, SaleOrder, SetStep, StepAnswer } from '@comptoir/contracts';
import type { SagaPorts } from '../src/domain/sagas/all.ts';
import type { SagaInput } from '../src/domain/saga.ts';

export type StepName = { [Context in keyof SagaPorts]: keyof SagaPorts[Context] }[keyof SagaPorts];
type Order = SagaInput & Partial<Pick<SaleOrder, 'simulate'>>;
/** What a step shall do for an order, at which try; `done` where it says nothing. */
export type Script = (
  order: Order,
  step: StepName,
  attempt: number,
) => StepAnswer | undefined | void | Promise<StepAnswer | undefined | void>;

export const REFUSED = (code: string): StepAnswer => ({ outcome: 'refused', code, message: `It is refused: ${code}.` });
export const PENDING = (retryAfterMs = 25): StepAnswer => ({ outcome: 'pending', retryAfterMs });

/** The other contexts as a test wants them: each step notes its calls and does what the script of its shopper says. */
export function scriptedPorts() {
  const calls: { step: StepName; saga: string; chunk: number }[] = [];
  const scripts = new Map<string, Script>();

  const step =
    (name: StepName): SetStep<Order> =>
    async (chunk) => {
      const answers = new Map<string, StepAnswer>();
      for (const { sagaId } of chunk) calls.push({ step: name, saga: sagaId, chunk: chunk.length });
      for (const { sagaId, input } of chunk) {
        const attempt = calls.filter((call) => call.saga === sagaId && call.step === name).length;
        answers.set(sagaId, (await scripts.get(input.userId)?.(input, name, attempt)) ?? { outcome: 'done' });
      }
      return answers;
    };

  const made = new Map<StepName, SetStep<Order>>();
  /** Whatever step is asked for. */
  const steps = new Proxy({} as Record<StepName, SetStep<Order>>, {
    get(_, name: StepName) {
      const known = made.get(name) ?? step(name);
      made.set(name, known);
      return known;
    },
  });

  return {
    ...{ catalog: steps, sales: steps, complaints: steps },
    /** From now on the sagas of this person go as the script says. */
    script: (userId: string, what: Script) => void scripts.set(userId, what),
    callsOf: (sagaId: string): StepName[] => calls.filter(({ saga }) => saga === sagaId).map((call) => call.step),
    calls,
  };
}

/** A catalogue of three products; the last is archived. */
export function aCatalogue(
  stores: Record<'open' | 'closed' | 'other', string>,
  products: Record<'tea' | 'pot' | 'old', string>,
) {
  const priceMinor: Record<string, number> = { [products.tea]: 499, [products.pot]: 2_500, [products.old]: 100 };
  const names: Record<string, string> = {
    [products.tea]: 'Green tea',
    [products.pot]: 'Teapot',
    [products.old]: 'Old cup',
  };
  const state = {
    priceMinor,
    asked: [] as QuoteCall[],
    fails: false,
    async quote(call: QuoteCall): Promise<Quote> {
      state.asked.push(call);
      if (state.fails) throw new Error('The catalogue is away.');
      const known = Object.values(stores).includes(call.storeId);
      return {
        store: known ? { id: call.storeId, name: 'A store', open: call.storeId !== stores.closed } : null,
        products: call.productIds
          .map((id) => id.toLowerCase())
          .filter((id) => id in priceMinor)
          .map((id) => ({
            id,
            sku: id.slice(0, 8),
            name: names[id] ?? '',
            priceMinor: priceMinor[id] ?? 0,
            currency: 'CAD',
            archived: id === products.old,
          })),
      };
    },
  };
  return state;
}
