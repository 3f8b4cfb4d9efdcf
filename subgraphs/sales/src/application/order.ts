import type { SaleOrder } from '@comptoir/contracts';
import { z } from 'zod';

const uuid = z.uuid();
const amount = z.int().min(0);

/** An order as another context hands it over. */
export const saleOrder: z.ZodType<SaleOrder> = z.object({
  sagaId: uuid,
  saleId: uuid,
  reservationId: uuid,
  paymentId: uuid,
  userId: uuid,
  storeId: uuid,
  kind: z.enum(['SALE', 'REPLACEMENT']),
  lines: z
    .array(
      z.object({
        lineId: uuid,
        productId: uuid,
        productName: z.string().min(1),
        quantity: z.int().min(1),
        unitPriceMinor: amount,
      }),
    )
    .min(1),
  totalMinor: amount,
  currency: z.string().length(3),
  payment: z.object({ method: z.enum(['CARD', 'CASH', 'STORE_CREDIT']), token: z.string().nullable() }),
  simulate: z.enum(['FAIL_VERIFICATION', 'FAIL_RESERVATION', 'FAIL_CONFIRMATION', 'FAIL_COMPENSATION']).nullable(),
  correlationId: uuid,
  traceparent: z.string().nullable(),
});

export const saleOwnerCall = z.object({ saleId: uuid });
