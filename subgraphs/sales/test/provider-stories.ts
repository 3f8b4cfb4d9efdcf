import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { SaleOrder, StepAnswer } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { eventually } from '@comptoir/testing';
import type { Payments } from '../src/application/payments.ts';
import type { FakeProvider } from './fake-provider/start.ts';
import { anOrder, type StepName, type TestSales } from './harness.ts';

/** What a sale may come to while its provider fails: how it is meant to end, and how far it is. */
export type Story = {
  order: SaleOrder;
  meantToBeUndone: boolean;
  phase: 'capture' | 'undo' | 'cancel' | 'confirm' | 'payBack' | 'done';
  asked: number;
  /** A capture that stays without an answer so often counts as perhaps taken: its deadline. */
  patience: number;
  refundId: string;
  paidBackMinor: number;
};

const ROUND_MS = 60;
export const MOST_ROUNDS = 200;

export const storiesOf = (count: number): Story[] =>
  Array.from({ length: count }, (_, n) => ({
    order: anOrder({ token: n % 7 === 3 ? 'tok_declined' : 'tok_approved' }),
    meantToBeUndone: n % 3 === 1,
    patience: n % 5 === 0 ? 1 : 30,
    ...{ phase: 'capture', asked: 0, refundId: uuidv7(), paidBackMinor: 0 },
  }));

const inPhase = (stories: readonly Story[], phase: Story['phase']) => stories.filter((story) => story.phase === phase);

const enter = (story: Story, phase: Story['phase']) => Object.assign(story, { phase, asked: 0 });

/** Carries stories to their ends, and compares what the shop believes with what its provider says and what it did. */
export function storyteller(
  { system, provider }: { system: TestSales; provider: FakeProvider },
  asking: () => Payments,
  statement: Payments['statement'],
) {
  /** Takes a step for these as the saga engine would; answers those that are not to be asked again. */
  async function step(name: StepName, stories: readonly Story[]): Promise<[Story, StepAnswer][]> {
    const answers = stories.length > 0 ? await system.run(name, ...stories.map(({ order }) => order)) : [];
    return stories.flatMap((story, i) => {
      const answer = answers[i] as StepAnswer;
      story.asked++;
      return answer.outcome === 'pending' ? [] : [[story, answer] as [Story, StepAnswer]];
    });
  }

  async function payBackHalf(stories: readonly Story[]): Promise<void> {
    const answers = await asking().payBack(
      stories.map(({ order: { paymentId, totalMinor, currency }, refundId }) => ({
        ...{ key: refundId, paymentKey: paymentId, method: 'CARD', amountMinor: totalMinor / 2, currency },
      })),
    );
    for (const story of stories) {
      const answer = answers.get(story.refundId);
      if (answer?.outcome === 'pending') continue;
      story.paidBackMinor = answer?.outcome === 'refunded' ? answer.amountMinor : 0;
      enter(story, 'done');
    }
  }

  /** One turn for all: each asks for what it waits for, in one chunk with the others. */
  async function turn(stories: readonly Story[]): Promise<void> {
    const [captures, undos] = [inPhase(stories, 'capture'), inPhase(stories, 'undo')];
    const [captured, undone] = await Promise.all([
      step('capturePayment', captures),
      step('refundPayment', undos),
      // Somebody who was held up still wants the money of those that are being undone.
      step('capturePayment', undos),
      payBackHalf(inPhase(stories, 'payBack')),
    ]);
    for (const [story, { outcome }] of captured)
      enter(story, outcome === 'refused' ? 'cancel' : story.meantToBeUndone ? 'undo' : 'confirm');
    for (const story of inPhase(captures, 'capture')) if (story.asked >= story.patience) enter(story, 'undo');
    for (const [story] of undone) enter(story, 'cancel');
    for (const [story] of await step('cancelSale', inPhase(stories, 'cancel'))) enter(story, 'done');
    for (const [story] of await step('confirmSale', inPhase(stories, 'confirm'))) enter(story, 'payBack');
  }

  async function tell(stories: readonly Story[]): Promise<void> {
    await system.run('openSales', ...stories.map(({ order }) => order));
    for (let turns = 0; stories.some(({ phase }) => phase !== 'done'); turns++) {
      expect(turns).toBeLessThan(MOST_ROUNDS);
      await turn(stories);
      await wait(ROUND_MS);
    }
    await eventually(async () => (await provider.books()).unfinished === 0, {
      what: 'the end of what the provider does',
    });
  }

  /** What the shop believes to have been left of each payment. */
  async function believed(stories: readonly Story[]): Promise<Map<string, number>> {
    const kept = await Promise.all(
      stories.map(async ({ order, paidBackMinor }): Promise<[string, number]> => {
        const state = await system.payment(order);
        expect(['CAPTURED', 'DECLINED', 'VOIDED', 'REFUNDED']).toContain(state);
        return [order.paymentId, state === 'CAPTURED' ? order.totalMinor - paidBackMinor : 0];
      }),
    );
    return new Map(kept);
  }

  /** Payments of which the provider says another thing than the shop believes: what reconciliation looks at. */
  async function differences(kept: ReadonlyMap<string, number>): Promise<string[]> {
    const told = await statement([...kept.keys()].map((key) => ({ key, method: 'CARD' })));
    return [...kept].flatMap(([key, amount]) => {
      const { capturedMinor, refundedMinor } = told.get(key) ?? { capturedMinor: NaN, refundedMinor: NaN };
      return capturedMinor - refundedMinor === amount ? [] : [key];
    });
  }

  /** The same, from what the provider really did. */
  async function truth(kept: ReadonlyMap<string, number>): Promise<string[]> {
    const { entries } = await provider.books();
    const left = new Map<string, number>();
    for (const { chargeKey, amountMinor } of entries) left.set(chargeKey, (left.get(chargeKey) ?? 0) + amountMinor);
    return [...kept].flatMap(([key, amount]) => ((left.get(key) ?? 0) === amount ? [] : [key]));
  }

  return { tell, believed, differences, truth };
}
