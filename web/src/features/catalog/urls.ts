export const productPath = (sku: string): string => `/products/${encodeURIComponent(sku)}`;
