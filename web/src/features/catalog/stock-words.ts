import type { StockStatus } from '../../__generated__/operations.ts';

export type StockWords = { text: string; tone: 'good' | 'low' | 'refused' };

/** How much there is, as one would say it over the counter. Colour only repeats it. */
export function stockWords({ status, available }: { status: StockStatus; available: number }): StockWords {
  switch (status) {
    case 'OUT':
      return { text: 'Sold out', tone: 'refused' };
    case 'LOW':
      return { text: `Only ${available} left`, tone: 'low' };
    case 'IN_STOCK':
      return { text: `${available} in stock`, tone: 'good' };
    default:
      return status satisfies never;
  }
}
