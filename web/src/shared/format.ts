/** An amount in minor units. */
export type Money = { amountMinor: number; currency: string };

const LOCALE = 'en-CA';
const moneyFormats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string): Intl.NumberFormat {
  let format = moneyFormats.get(currency);
  if (!format)
    moneyFormats.set(
      currency,
      (format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })),
    );
  return format;
}

/** `{ 1250, CAD }` is "$12.50", `{ 1250, JPY }` is "¥1,250": a currency knows how many digits its minor unit has. */
export function formatMoney({ amountMinor, currency }: Money): string {
  const format = moneyFormat(currency);
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const dateTime = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long' });
const clock = new Intl.DateTimeFormat(LOCALE, { timeStyle: 'medium' });

/** A moment in the time zone of whoever reads it. */
export const formatDateTime = (iso: string): string => dateTime.format(new Date(iso));
export const formatDay = (iso: string): string => day.format(new Date(iso));
export const formatClock = (iso: string): string => clock.format(new Date(iso));

/** How long something took, in the unit a person would use. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** `plural(1, 'item')` is "1 item", `plural(2, 'item')` "2 items". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
