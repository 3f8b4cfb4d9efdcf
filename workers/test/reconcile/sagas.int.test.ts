import { describe, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { anOpenSaga, chain, close, ids, keepShop, sold, sql, told, unsold } from './shop.ts';

keepShop();

describe('a saga that nobody can carry on is found, and a person decides', () => {
  const sagaKinds = async () => (await chain.compare({ repair: true })).findings.map((one) => [one.kind, one.about]);

  it('of a definition that no code has, or in a state that its definition does not have', async () => {
    const [lost, strange] = [await anOpenSaga('STOCK_VERIFYING'), await anOpenSaga('NOWHERE')];
    await sql.sagas('UPDATE saga SET definition_version = 99 WHERE id = $1', lost.sagaId);
    expect((await sagaKinds()).sort()).toEqual(
      [lost, strange].map(({ sagaId, saleId }) => ['SAGA_UNKNOWN', { sagaId, saleId }]).sort(),
    );
    await sql.sagas('UPDATE saga SET definition_version = 1 WHERE id = $1', lost.sagaId);
    await sql.sagas(`UPDATE saga SET state = 'STOCK_VERIFYING' WHERE id = $1`, strange.sagaId);
    await Promise.all([close(lost), close(strange)]);
    expect(told(await chain.compare())).toEqual([]);
  });

  it('that ended in a state that is no end', async () => {
    await sql.sagas(`UPDATE saga SET state = 'GONE' WHERE id = $1`, unsold.sagaId);
    expect(await sagaKinds()).toEqual([['SAGA_UNKNOWN', { sagaId: unsold.sagaId, saleId: unsold.saleId }]]);
    await sql.sagas(`UPDATE saga SET state = 'COMPENSATED' WHERE id = $1`, unsold.sagaId);
    expect(told(await chain.compare())).toEqual([]);
  });

  it('a saga whose refund is not there', async () => {
    const { refundId, sagaId, saleId } = await chain.giveBack(sold, 1);
    const away = uuidv7();
    const move = (from: string, to: string) =>
      sql.sales(
        `WITH moved AS (UPDATE refund_line SET refund_id = $2 WHERE refund_id = $1) UPDATE refund SET id = $2 WHERE id = $1`,
        from,
        to,
      );
    await move(refundId, away);
    const { findings } = await chain.compare();
    expect(findings.map(({ kind, about }) => ({ kind, about }))).toContainEqual({
      ...{ kind: 'SAGA_WITHOUT_REFUND', about: { sagaId, saleId, refundId } },
    });
    await move(away, refundId);
    expect(told(await chain.compare())).toEqual([]);
  });
});

it('a saga of any type that nobody takes up is set going', async () => {
  const resolution = { ...sold, ...ids() };
  await chain.begin([resolution]);
  await sql.sagas(
    `UPDATE saga SET type = 'COMPLAINT_RESOLUTION', state = 'SETTLEMENT_RESERVING', due_at = now() + interval '1 year' WHERE id = $1`,
    resolution.sagaId,
  );
  const { findings } = await chain.compare({ repair: true });
  expect(findings).toMatchObject([
    { kind: 'SAGA_STANDS_STILL', about: { sagaId: resolution.sagaId }, outcome: 'repaired' },
  ]);
  await sql.sagas(`UPDATE saga SET type = 'SALE', state = 'STOCK_VERIFYING' WHERE id = $1`, resolution.sagaId);
  await close(resolution);
  expect(told(await chain.compare())).toEqual([]);
});

it('a saga of a version that is no longer kept has sold when nothing says why it was undone', async () => {
  await sql.sagas('UPDATE saga SET definition_version = 99 WHERE id = ANY($1)', [sold.sagaId, unsold.sagaId]);
  const found = await chain.books.sagas.sagas([sold.sagaId, unsold.sagaId]);
  expect(found.map(({ phase }) => phase)).toEqual(['completed', 'undone']);
  expect(told(await chain.compare())).toEqual([]);
});
