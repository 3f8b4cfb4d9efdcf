import type { DemoComplaint, DemoComplaintStep, DemoSale, DemoUser } from '@comptoir/contracts';
import type { Random } from './random.ts';

/** How many of a thousand sales somebody complains about. */
const COMPLAINED = 38;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Words = Pick<DemoComplaint, 'category' | 'title' | 'description' | 'requestedResolution'>;

const WORDS: readonly Words[] = [
  {
    ...{ category: 'PRODUCT_DEFECT', title: 'It stopped working', requestedResolution: 'REPLACEMENT' },
    description: 'It worked for two days, and since then nothing happens when it is switched on.',
  },
  {
    ...{ category: 'PRODUCT_DEFECT', title: 'A part is broken', requestedResolution: 'REPAIR' },
    description: 'The handle came off when it was used for the first time.',
  },
  {
    ...{ category: 'SERVICE_ISSUE', title: 'Nobody at the counter', requestedResolution: null },
    description: 'We waited twenty minutes for somebody to help us, and then left.',
  },
  {
    ...{ category: 'BILLING_DISPUTE', title: 'The price was another one', requestedResolution: 'REFUND' },
    description: 'On the shelf it was cheaper than on the receipt.',
  },
  {
    ...{ category: 'DELIVERY_ISSUE', title: 'The box was open', requestedResolution: 'STORE_CREDIT' },
    description: 'The parcel came with a torn side, and one thing was scratched.',
  },
  {
    ...{ category: 'OTHER', title: 'A question about the warranty', requestedResolution: 'EXPLANATION' },
    description: 'The leaflet says one year and the web site two. Which is it?',
  },
];
const ANSWERS = ['We are sorry. It is repaired.', 'Thank you for telling us; here is what went wrong.'];
const PRIORITIES = ['LOW', 'MEDIUM', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;

/** Complaints about sales of the last weeks, in all states: what has not happened by that day is still to come. */
export function planComplaints(
  random: Random,
  today: Date,
  staff: readonly DemoUser[],
  sales: readonly DemoSale[],
): DemoComplaint[] {
  const agent = staff.find(({ role }) => role === 'AGENT');
  if (!agent) throw new Error('The demo chain has no agent.');
  return sales
    .filter(() => random.between(1, 1_000) <= COMPLAINED)
    .map((sale) => planComplaint(random, sale, agent.id))
    .filter(({ filedAt }) => filedAt < today)
    .sort((a, b) => a.filedAt.getTime() - b.filedAt.getTime())
    .map((complaint, i) => ({
      ...complaint,
      number: i + 1,
      steps: complaint.steps.filter(({ at }) => at < today),
    }));
}

function planComplaint(random: Random, { order, confirmedAt }: DemoSale, agentId: string): DemoComplaint {
  const filedAt = new Date(confirmedAt.getTime() + random.between(HOUR_MS, 4 * DAY_MS));
  const words = random.pick(WORDS);
  return {
    ...words,
    ...{ id: random.id(filedAt), number: 0, customerId: order.userId, filedAt, correlationId: random.id(filedAt) },
    sale: words.category === 'SERVICE_ISSUE' ? null : { saleId: order.saleId, storeId: order.storeId },
    priority: random.pick(PRIORITIES),
    steps: planSteps(random, filedAt, order.userId, agentId),
  };
}

/** Most go their way to the end; some wait at each station. */
function planSteps(random: Random, filedAt: Date, customer: string, agent: string): DemoComplaintStep[] {
  let at = filedAt;
  const next = (by: string) => ({ by, at: (at = new Date(at.getTime() + random.between(HOUR_MS, 2 * DAY_MS))) });
  const comment = (by: string, text: string): DemoComplaintStep => {
    const who = next(by);
    return { kind: 'comment', ...who, commentId: random.id(who.at), text };
  };
  const resolution = random.pick(['EXPLANATION', 'REPAIR'] as const);
  const resolve = (): DemoComplaintStep[] => [
    { kind: 'start', ...next(agent) },
    { kind: 'resolve', ...next(agent), resolution, comment: random.pick(ANSWERS) },
  ];
  const steps: DemoComplaintStep[] = [
    { kind: 'assign', ...next(agent), assigneeId: agent },
    ...(random.between(1, 3) === 1 ? [comment(customer, 'Is there any news?')] : []),
    ...(random.between(1, 8) === 1 ? [{ kind: 'priority' as const, ...next(agent), to: 'HIGH' as const }] : []),
    ...resolve(),
    ...(random.between(1, 12) === 1
      ? [{ kind: 'reopen' as const, ...next(customer), reason: 'It happened again.' }, ...resolve()]
      : []),
    { kind: 'close', ...next(customer), satisfaction: random.pick([1, 2, 3, 4, 4, 5, 5, 5]) },
  ];
  const stations = [0, 1, 2, 4, ...Array<number>(6).fill(steps.length)];
  return steps.slice(0, random.pick(stations));
}
