import { formatMoney, type Money } from '../shared/format.ts';

/** An amount, as people here write it. */
export function MoneyText({ value }: { value: Money }) {
  return <>{formatMoney(value)}</>;
}
