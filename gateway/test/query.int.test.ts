import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type How, type TestGateway } from './start-gateway.ts';

describe.each<How>(['local', 'remote'])('a query over subgraphs that are %s', (how) => {
  let started: TestGateway;
  beforeAll(async () => void (started = await startGateway(how)));
  afterAll(() => started.stop());

  it('crosses subgraphs', async () => {
    const answer = await started.client().ask('query Crossing { saga(id: "7") { version user { name } } }');
    expect(answer).toEqual({ status: 200, data: { saga: { version: 1, user: { name: 'Name of user-of-7' } } }, errors: [] });
  });
});
