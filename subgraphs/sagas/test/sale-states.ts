/** The ways of a sale through its states, as far as several roads share them. The sample sale goes the same. */
export const VERIFIED = ['INITIATED', 'STOCK_VERIFYING', 'STOCK_VERIFIED', 'STOCK_RESERVING'];
export const RESERVED = [...VERIFIED, 'STOCK_RESERVED', 'PAYMENT_PROCESSING'];
export const PAID = [...RESERVED, 'PAYMENT_PROCESSED', 'ORDER_CONFIRMING'];
export const SOLD = [...PAID, 'SALE_CONFIRMED'];
export const STOCK_BACK = ['COMPENSATING_STOCK', 'COMPENSATED'];
export const ALL_BACK = ['COMPENSATING_PAYMENT', ...STOCK_BACK];
