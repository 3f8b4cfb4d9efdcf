import { describe, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { anEvent, stockSold } from '../../test/harness.ts';
import { LOW_STOCK, shelvesThatFell } from './low-stock.ts';

const [STORE, A, B] = [uuidv7(), uuidv7(), uuidv7()];
const sold = (quantity: number, onHand: number) =>
  shelvesThatFell(stockSold(STORE, [{ productId: A, quantity, onHand }]));

function adjusted(delta: number, onHand: number) {
  const facts = { adjustmentId: uuidv7(), storeId: STORE, productId: A, reason: 'COUNTED', reserved: 0 };
  return shelvesThatFell(anEvent('StockAdjusted', uuidv7(), { ...facts, delta, onHand }));
}

describe('a shelf falls below the mark', () => {
  it('with the sale that takes it there, and not with those before or after it', () => {
    expect([sold(1, LOW_STOCK), sold(1, LOW_STOCK - 2)]).toEqual([null, null]);
    expect(sold(1, LOW_STOCK - 1)).toEqual({ storeId: STORE, shelves: [expect.objectContaining({ productId: A })] });
    expect(sold(LOW_STOCK, 0)).not.toBeNull();
  });

  it('with a correction down, and not with one up', () => {
    expect(adjusted(-5, LOW_STOCK - 1)).toEqual({ storeId: STORE, shelves: [{ productId: A, onHand: LOW_STOCK - 1 }] });
    expect([adjusted(5, LOW_STOCK - 1), adjusted(-1, LOW_STOCK - 2)]).toEqual([null, null]);
  });

  it('each of a sale by itself', () => {
    const fell = shelvesThatFell(
      stockSold(STORE, [
        { productId: A, quantity: 1, onHand: 50 },
        { productId: B, quantity: 3, onHand: 7 },
      ]),
    );
    expect(fell?.shelves).toMatchObject([{ productId: B, onHand: 7 }]);
  });

  it('not in the past of the demo chain', () => {
    const event = stockSold(STORE, [{ productId: A, quantity: 1, onHand: LOW_STOCK - 1 }]);
    expect(shelvesThatFell({ ...event, metadata: { ...event.metadata, source: 'seed' } })).toBeNull();
  });
});
