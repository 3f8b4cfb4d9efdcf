import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type TestClient } from '@comptoir/testing';
import { buy, checkout, follow, readStock, stockedProduct } from './operations.ts';
import { startTopology, type Topology } from './topology.ts';

type RawAnswer = { status: number; codes: string[]; traceIds: unknown[]; text: string };

/** What a sale that goes well records, in all contexts. */
const SALE = [
  'SagaStarted',
  'SaleCreated',
  'StockReserved',
  'PaymentCaptured',
  'StockSold',
  'SaleConfirmed',
  'SagaCompleted',
];

describe('the edges of the system', () => {
  let topology: Topology;
  let admin: TestClient;
  let shopper: TestClient;

  beforeAll(async () => {
    topology = await startTopology('system', { LOGINS_PER_MINUTE: '60', RESERVATION_TTL_SECONDS: '2' });
    admin = await topology.person('admin');
    shopper = await topology.shopper(1);
  }, 180_000);
  afterAll(() => topology?.stop(), 60_000);

  async function post(body: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const response = await fetch(`${topology.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${shopper.token}`, ...headers },
      body,
    });
    const text = await response.text();
    const { errors = [] } = JSON.parse(text) as { errors?: { extensions: { code: string; traceId?: string } }[] };
    return {
      status: response.status,
      codes: errors.map((e) => e.extensions.code),
      traceIds: errors.map((e) => e.extensions.traceId),
      text,
    };
  }
  const ask = (query: string, variables = {}) => post(JSON.stringify({ query, variables }));

  describe('what is refused before any work', () => {
    it.each([
      ['no JSON', 'this is no JSON', 'BAD_REQUEST', 400],
      ['no query', '{}', 'BAD_REQUEST', 400],
      ['a document that cannot be parsed', JSON.stringify({ query: '{ products(' }), 'GRAPHQL_PARSE_FAILED', 400],
      ['a field that does not exist', JSON.stringify({ query: '{ nonsense }' }), 'GRAPHQL_VALIDATION_FAILED', 400],
    ])('%s', async (_name, body, code, status) => {
      const answer = await post(body);
      expect({ status: answer.status, codes: answer.codes }).toEqual({ status, codes: [code] });
      expect(answer.traceIds.every(Boolean)).toBe(true);
    });

    it('a body that is too large', async () => {
      const answer = await post(
        JSON.stringify({ query: '{ stores { id } }', variables: { padding: 'x'.repeat(2_000_000) } }),
      );
      expect(answer.status).toBe(413);
    });

    it.each([
      [
        'too deep',
        `{ stores { stock(first: 1) { edges { node { product ${'{ category { id } stockByStore { product '.repeat(12)}{ id }${' } }'.repeat(12)} } } } } }`,
      ],
      ['too many aliases', `{ ${Array.from({ length: 200 }, (_, i) => `a${i}: stores { id }`).join(' ')} }`],
      [
        'too costly',
        '{ products(first: 100) { edges { node { stockByStore { store { stock(first: 100) { edges { node { id } } } } } } } } }',
      ],
      ['too long', `{ ${'stores { id } '.repeat(4_000)} }`],
    ])('an operation that is %s', async (_name, query) => {
      const answer = await ask(query);
      expect(answer.codes).toEqual(['QUERY_TOO_COMPLEX']);
    });

    it('a mutation of a wrong type, without anything having happened', async () => {
      const shelf = await stockedProduct(admin, 5);
      const answer = await ask('mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename } }', {
        input: {
          storeId: shelf.storeId,
          lines: [{ productId: shelf.productId, quantity: 'many' }],
          payment: { method: 'CARD' },
          idempotencyKey: 'k',
        },
      });
      expect(answer.codes).toEqual(['BAD_USER_INPUT']);
      expect(await readStock(shopper, shelf.productId, shelf.storeId)).toMatchObject({ onHand: 5, reserved: 0 });
    });

    it('pages that are too long, and cursors of another list', async () => {
      expect((await ask('{ products(first: 101) { edges { cursor } } }')).codes).toEqual(['BAD_USER_INPUT']);
      expect((await ask('{ products(after: "nonsense") { edges { cursor } } }')).codes).toEqual(['BAD_USER_INPUT']);
    });

    it('a token that nobody signed', async () => {
      const answer = await post(JSON.stringify({ query: '{ me { id } }' }), {
        authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.',
      });
      expect(answer.codes).toEqual(['UNAUTHENTICATED']);
      expect(answer.text).not.toMatch(/at .*\.ts:\d+/);
    });
  });

  it('releases a hold that has expired, and undoes the sale whose payment came too late', async () => {
    const shelf = await stockedProduct(admin, 3);
    // The card takes 2 s, and a hold lives 2 s here: by the time it has answered the goods may be gone.
    const { sagaId, saleId } = await buy(shopper, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 3 }],
      token: 'tok_timeout',
    });
    for (const reserved of [3, 0])
      await eventually(async () => (await readStock(shopper, shelf.productId, shelf.storeId)).reserved === reserved, {
        within: 15_000,
        what: `${reserved} units on hold`,
      });
    expect(await readStock(shopper, shelf.productId, shelf.storeId)).toEqual({ onHand: 3, reserved: 0, available: 3 });
    expect((await follow(shopper, sagaId)).at(-1)?.state).toBe('COMPENSATED');
    const { sale } = await shopper.data<{ sale: { status: string } }>('query ($id: ID!) { sale(id: $id) { status } }', {
      id: saleId,
    });
    expect(sale.status).toBe('CANCELLED');
  }, 40_000);

  it('brings every event of a sale into the audit store, once, in stream order, with a chain that holds', async () => {
    const shelf = await stockedProduct(admin, 5);
    const correlationId = crypto.randomUUID();
    const person = shopper.as(shopper.token, { 'x-correlation-id': correlationId });
    const answer = await checkout(person, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 1 }],
    });
    await follow(shopper, answer.saga?.id ?? '');
    type Trail = {
      auditTrail: { edges: { node: { type: string; eventId: string; streamId: string; streamVersion: number } }[] };
    };
    const events = await eventually(async () => {
      const { auditTrail } = await admin.data<Trail>(
        'query ($id: ID!) { auditTrail(correlationId: $id, first: 100) { edges { node { type eventId streamId streamVersion } } } }',
        { id: correlationId },
      );
      const nodes = auditTrail.edges.map((edge) => edge.node);
      // Each context has a relay of its own: the last event of one may arrive before the first of another.
      return SALE.every((type) => nodes.some((node) => node.type === type)) && nodes;
    });
    for (const type of SALE) expect(events.map((event) => event.type).filter((t) => t === type)).toEqual([type]);
    // What tells somebody of the sale follows from it, and may come while this is read.
    expect(events.filter(({ type }) => type !== 'NotificationSent').length).toBeLessThanOrEqual(10);
    expect(new Set(events.map((event) => event.eventId)).size).toBe(events.length);
    const lastOf = new Map<string, number>();
    for (const { streamId, streamVersion } of events) {
      expect(streamVersion).toBeGreaterThan(lastOf.get(streamId) ?? 0);
      lastOf.set(streamId, streamVersion);
    }
    const { verifyAuditChain } = await admin.data<{ verifyAuditChain: { isIntact: boolean } }>(
      '{ verifyAuditChain { isIntact } }',
    );
    expect(verifyAuditChain.isIntact).toBe(true);
  }, 60_000);

  it('tells ops how it is', async () => {
    const metrics = await (await fetch(topology.opsUrl + '/metrics')).text();
    for (const name of [
      'graphql_request_duration_seconds',
      'saga_executions_total',
      'events_consumed_total',
      'db_pool_connections',
      'nodejs_eventloop_lag_seconds',
      'active_sagas',
    ])
      expect(metrics).toContain(name);
    expect(metrics.split('\n').filter((line) => line && !line.startsWith('#') && !line.includes('service="'))).toEqual(
      [],
    );
    const ready = (await (await fetch(`${topology.url}/health/ready`)).json()) as {
      status: string;
      dependencies: { name: string; ok: boolean }[];
    };
    expect(ready.status).toBe('ready');
    expect(ready.dependencies.length).toBeGreaterThan(7);
  });

  it('slows whoever guesses passwords, known names and others alike', async () => {
    const login = 'mutation ($input: LoginInput!) { login(input: $input) { __typename ... on Problem { code } } }';
    const guess = (username: string) =>
      topology.anonymous().ask<{ login: { code: string } }>(login, { input: { username, password: 'wrong' } });
    for (const username of ['client2', 'nobody-at-all']) {
      const answers = [];
      for (let i = 0; i < 11; i++) answers.push(await guess(username));
      expect(answers.slice(0, 10).map((a) => a.data?.login.code)).toEqual(
        Array.from({ length: 10 }, () => 'INVALID_CREDENTIALS'),
      );
      expect(answers[10]?.errors[0]?.extensions.code).toBe('RATE_LIMITED');
    }
  }, 60_000);

  it('finishes and starts again on the same data within ten seconds', async () => {
    const { sales: before } = await shopper.data<{ sales: { edges: unknown[] } }>(
      '{ sales(first: 5) { edges { node { id } } } }',
    );
    process.kill(topology.processes().system ?? 0, 'SIGTERM');
    const started = Date.now();
    await topology.restart();
    expect(Date.now() - started).toBeLessThan(20_000);
    const { sales: after } = await shopper.data<{ sales: { edges: unknown[] } }>(
      '{ sales(first: 5) { edges { node { id } } } }',
    );
    expect(after).toEqual(before);
  }, 60_000);
});
