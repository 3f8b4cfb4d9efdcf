import type { FieldFault } from './problems.ts';

export type Product = {
  id: string;
  sku: string;
  name: string;
  description: string;
  priceMinor: number;
  currency: string;
  categoryId: string;
  createdAt: Date;
  archivedAt: Date | null;
  /** Also the version of its stream. */
  version: number;
};

export type Category = { id: string; code: string; name: string };

/** The chain keeps its books in one currency. */
export const CURRENCY = 'CAD';

const SKU = /^[A-Z0-9]+(-[A-Z0-9]+)*$/;
const HIGHEST_PRICE_MINOR = 100_000_000;
const LONGEST_DESCRIPTION = 4_000;

export function skuFaults(sku: string): FieldFault[] {
  if (sku.length >= 3 && sku.length <= 32 && SKU.test(sku)) return [];
  return [
    {
      path: ['sku'],
      message: 'A SKU has 3 to 32 capitals, digits and single dashes between them, for example TEA-0042.',
    },
  ];
}

export function productNameFaults(name: string): FieldFault[] {
  if (name.length >= 2 && name.length <= 120) return [];
  return [{ path: ['name'], message: `The name has ${name.length} characters; it must have 2 to 120.` }];
}

export function descriptionFaults({ length }: string): FieldFault[] {
  if (length <= LONGEST_DESCRIPTION) return [];
  return [
    { path: ['description'], message: `The description has ${length} characters; it may have ${LONGEST_DESCRIPTION}.` },
  ];
}

export function priceFaults({ amountMinor, currency }: { amountMinor: number; currency: string }): FieldFault[] {
  const faults: FieldFault[] = [];
  if (amountMinor < 0 || amountMinor > HIGHEST_PRICE_MINOR)
    faults.push({
      path: ['price', 'amountMinor'],
      message: `${amountMinor} is not between 0 and ${HIGHEST_PRICE_MINOR} cents.`,
    });
  if (currency !== CURRENCY)
    faults.push({ path: ['price', 'currency'], message: `The chain sells in ${CURRENCY}, not in ${currency}.` });
  return faults;
}

export function categoryFaults({ code, name }: Omit<Category, 'id'>): FieldFault[] {
  const faults: FieldFault[] = [];
  if (!/^[A-Z0-9]{2,8}$/.test(code))
    faults.push({ path: ['code'], message: 'A code has 2 to 8 capitals and digits, for example TEA.' });
  if (name.length < 2 || name.length > 80)
    faults.push({ path: ['name'], message: `The name has ${name.length} characters; it must have 2 to 80.` });
  return faults;
}

/** Path of a product's picture on the public address. */
export const imageUrlOf = ({ sku }: Pick<Product, 'sku'>): string => `/images/${sku}.svg`;
