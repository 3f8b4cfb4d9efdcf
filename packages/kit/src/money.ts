/** An amount in minor units (cents), always a safe integer, never a float. */
export type Money = { amountMinor: number; currency: string };

export function money(amountMinor: number, currency = 'CAD'): Money {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError(`Not a safe integer of minor units: ${amountMinor}`);
  return { amountMinor, currency };
}

/** The sum of two amounts. Throws when their currencies differ: that is a fault of the caller, not a refusal. */
export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`Cannot add ${b.currency} to ${a.currency}`);
  return money(a.amountMinor + b.amountMinor, a.currency);
}

export function multiplyMoney(unit: Money, quantity: number): Money {
  return money(unit.amountMinor * quantity, unit.currency);
}
