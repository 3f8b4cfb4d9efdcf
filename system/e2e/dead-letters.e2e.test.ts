import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { databaseUrl } from '@comptoir/service-kit';
import { eventually, type TestClient } from '@comptoir/testing';
import { systemConfig } from '../src/config.ts';
import { reachDatabases } from '../src/local/reach.ts';
import { startTopology, type Topology } from './topology.ts';

type Letter = { id: string; consumer: string; streamId: string; attempts: number; fault: string };
type Answer = { __typename: string; replayed?: number; deadLetter?: Letter };

const LETTER = 'id consumer streamId attempts fault';

describe('dead letters, on the fleet topology', () => {
  let fleet: Topology;
  let admin: TestClient;
  let shopper: TestClient;
  beforeAll(async () => {
    fleet = await startTopology('fleet', { TEST_SHOPPERS: '1' });
    [admin, shopper] = await Promise.all([fleet.person('admin'), fleet.shopper(1)]);
  }, 180_000);
  afterAll(() => fleet?.stop(), 60_000);

  const replay = async (id: string): Promise<Answer> =>
    (
      await admin.data<{ replayDeadLetter: Answer }>(
        `mutation ($id: ID!) { replayDeadLetter(input: { deadLetterId: $id }) { __typename
           ... on ReplayDeadLetterSuccess { replayed } ... on DeadLetterFailsAgainProblem { deadLetter { ${LETTER} } } } }`,
        { id },
      )
    ).replayDeadLetter;

  it('are seen through the process of their consumer, and replayed there when their fault was mended', async () => {
    const { env } = await reachDatabases(systemConfig({ COMPTOIR_DATA_DIR: fleet.dataDir }));
    const { me } = await shopper.data<{ me: { id: string } }>('{ me { id } }');
    const streamId = uuidv7();
    await withClient(databaseUrl(env, 'sales'), (sales) =>
      sales.query(
        `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
         VALUES ($1, $2, 'sale', 1, 'SaleConfirmed', 1, $3, $4)`,
        [
          ...[uuidv7(), streamId],
          { number: 77_777, totalMinor: 100, currency: 'no currency', userId: me.id },
          { correlationId: randomUUID(), userId: me.id, source: 'sales' },
        ],
      ),
    );
    const letter = await eventually(
      async () => {
        const { deadLetters } = await admin.data<{ deadLetters: { edges: { node: Letter }[] } }>(
          `{ deadLetters(filter: { consumer: "notifications" }) { edges { node { ${LETTER} } } } }`,
        );
        return deadLetters.edges.map(({ node }) => node).find((node) => node.streamId === streamId);
      },
      { within: 20_000, what: 'the event to be parked' },
    );
    expect(letter).toMatchObject({
      consumer: 'notifications',
      attempts: 1,
      fault: 'HANDLER_FAULT',
    });
    expect(await replay(letter.id)).toMatchObject({
      ...{ __typename: 'DeadLetterFailsAgainProblem', deadLetter: { id: letter.id, attempts: 2 } },
    });

    await withClient(databaseUrl(env, 'notifications'), (notifications) =>
      notifications.query(
        `UPDATE parked_event SET envelope = jsonb_set(envelope, '{data,currency}', '"CAD"') WHERE stream_id = $1`,
        [streamId],
      ),
    );
    expect(await replay(letter.id)).toEqual({ __typename: 'ReplayDeadLetterSuccess', replayed: 1 });
    expect(await replay(letter.id)).toEqual({ __typename: 'NotFoundProblem' });
    const { notifications } = await shopper.data<{ notifications: { edges: { node: { title: string } }[] } }>(
      '{ notifications(first: 50) { edges { node { title } } } }',
    );
    expect(notifications.edges.filter(({ node }) => node.title === 'Order 77777 is confirmed')).toHaveLength(1);
  }, 60_000);
});
