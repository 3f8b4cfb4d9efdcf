export const cartPath = '/cart';
