import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@comptoir/telemetry';
import { parse } from 'graphql';
import { composeSupergraph } from '../composition.ts';
import { createEngine } from './engine.ts';
import { eventShapeOf } from './event-shape.ts';
import type { OperationContext } from './operation-context.ts';
import { createPlanExecutor } from './plan-executor.ts';

const SDL = /* GraphQL */ `
  type Query {
    order: Order
  }
  type Subscription {
    order: Order!
    maybe: Order
  }
  type Order @key(fields: "id") {
    id: ID!
    state: State!
    total: Int
    lines: [Line!]!
    notes: [String]
    payment: Payment
    owner: User
  }
  type User @key(fields: "id", resolvable: false) {
    id: ID!
  }
  type Line {
    quantity: Int!
    name: String
  }
  enum State {
    OPEN
    DONE
    SECRET @inaccessible
  }
  interface Payment {
    amount: Int!
  }
  type Card implements Payment {
    amount: Int!
    last4: String!
  }
  type Cash implements Payment {
    amount: Int!
  }
`;
const USERS = 'type Query { me: User } type User @key(fields: "id") { id: ID! name: String }';

const composition = composeSupergraph([
  { name: 'sagas', file: 'sagas', sdl: SDL },
  { name: 'users', file: 'users', sdl: USERS },
]);
if (!composition.ok) throw new Error(composition.problems.join('\n'));
const engine = createEngine(composition.supergraphSdl);
const executor = createPlanExecutor({
  engine,
  fetchFromSubgraph: () => Promise.reject(new Error('all is in the event')),
  log: createLogger('test', 'silent'),
});

const planned = (text: string) => {
  const operation = engine.plan(parse(text), undefined);
  if (!operation) throw new Error('planned');
  return operation;
};
const shapeOf = (text: string) => eventShapeOf(engine.apiSchema, planned(text));

const SELECTION = `
  no: id state total
  lines { __typename quantity } ...Named
  notes
  payment { amount ... on Card { last4 } kind: __typename }
`;
const FRAGMENT = 'fragment Named on Order { lines { name } }';
const plain = `subscription { maybe { ${SELECTION} } } ${FRAGMENT}`;
/** The same under a condition, which only the interpreter knows about. */
const interpreted = `subscription ($yes: Boolean!) { maybe { ... @include(if: $yes) { ${SELECTION} } } } ${FRAGMENT}`;

const line = { quantity: 1, name: 'Pen' };
const order = {
  no: '1',
  state: 'OPEN',
  total: 3,
  lines: [line],
  notes: ['a', null],
  payment: { __typename: 'Card', amount: 3, last4: '4242', kind: 'Card' },
};

describe('an event of one subgraph', () => {
  it('is shaped without the interpreter, and what the planner added is left out', () => {
    expect(shapeOf(plain)?.({ maybe: order })).toEqual({
      maybe: {
        ...order,
        lines: [{ __typename: 'Line', ...line }],
        payment: { amount: 3, last4: '4242', kind: 'Card' },
      },
    });
    expect(shapeOf(interpreted)).toBeNull();
  });

  it.each<[string, unknown]>([
    ['is whole', order],
    ['has nulls where they may be', { ...order, total: null, notes: null, payment: null }],
    ['lacks what may be null', { no: '1', state: 'DONE', lines: [] }],
    ['has another member of an interface', { ...order, payment: { __typename: 'Cash', amount: 1, kind: 'Cash' } }],
    ['is null', null],
    ['has a hole', { ...order, no: null }],
    ['has a hole in a list', { ...order, lines: [line, null] }],
    ['has a hole in an item', { ...order, lines: [{ name: 'Pen' }] }],
    ['has a value that clients may not see', { ...order, state: 'SECRET' }],
    ['has a value of another type', { ...order, total: 'three' }],
    ['has a number that is too large', { ...order, total: 2 ** 31 }],
    ['has a member that nobody knows', { ...order, payment: { __typename: 'Shell', amount: 1, kind: 'Shell' } }],
    ['does not say which member it has', { ...order, payment: { amount: 1 } }],
  ])('that %s is answered as by the interpreter', async (_what, maybe) => {
    const run = (text: string) =>
      executor.execute(
        planned(text),
        { yes: true },
        { data: { maybe: structuredClone(maybe) } },
        {} as OperationContext,
      );
    const told = async (text: string) => {
      const { data, errors = [] } = await run(text);
      return {
        data: JSON.parse(JSON.stringify(data)) as unknown,
        errors: errors.map(({ message, path }) => ({ message, path })),
      };
    };
    expect(await told(plain)).toEqual(await told(interpreted));
  });

  it.each([
    ['fields of another subgraph', 'subscription { order { owner { name } } }'],
    ['a condition', 'subscription ($yes: Boolean!) { order { id @include(if: $yes) } }'],
  ])('with %s is left to the interpreter', (_what, text) => {
    expect(shapeOf(text)).toBeNull();
  });
});
