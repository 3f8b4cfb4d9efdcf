import type { SaleStatus } from '../../../__generated__/operations.ts';
import { Badge } from '../../../ui/badge.tsx';
import { STATUS_WORDS } from '../sale-words.ts';

/** How an order stands, in a word. */
export function StatusBadge({ status }: { status: SaleStatus }) {
  const { text, tone } = STATUS_WORDS[status];
  return <Badge tone={tone}>{text}</Badge>;
}
