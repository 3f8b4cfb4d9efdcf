/** Ways through the states of the sample sale, as far as several roads share them. */
export const VERIFIED = ['INITIATED', 'STOCK_VERIFYING', 'STOCK_VERIFIED', 'STOCK_RESERVING'];
export const RESERVED = [...VERIFIED, 'STOCK_RESERVED', 'PAYMENT_PROCESSING'];
export const PAID = [...RESERVED, 'PAYMENT_PROCESSED', 'ORDER_CONFIRMING'];
export const STOCK_BACK = ['COMPENSATING_STOCK', 'COMPENSATED'];
export const ALL_BACK = ['COMPENSATING_PAYMENT', ...STOCK_BACK];
