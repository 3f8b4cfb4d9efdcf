import { expect } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import type { anOrder, StepName, TestSales } from './harness.ts';

/** What is asked of the steps of a sale again and again, and what came of it. */
export function salesStories(system: TestSales) {
  /** Asks again until the step has answered for good, as the saga engine would. */
  async function settle(step: StepName, order: ReturnType<typeof anOrder>, within = 5_000) {
    return eventually(
      async () => {
        const [answer] = await system.run(step, order);
        return answer?.outcome === 'pending' ? null : answer;
      },
      { within, every: 20, what: `an answer of ${step}` },
    );
  }

  /** State, events and money of a sale, which must tell the same story. */
  async function story(order: ReturnType<typeof anOrder>) {
    const [sale] = await system.sales.context({} as never).reads.byIds([order.saleId]);
    expect(sale).toEqual(await system.folded(order));
    return {
      status: sale?.status,
      payment: sale?.payment.state,
      events: (await system.eventTypes(order)).slice(1),
      ledger: await system.ledger(order),
    };
  }

  return { settle, story };
}
