export const ordersPath = '/orders';
export const orderPath = (saleId: string): string => `/orders/${encodeURIComponent(saleId)}`;
