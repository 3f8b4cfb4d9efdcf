import type {
  ComplaintCategory,
  ComplaintFilter,
  ComplaintOrder,
  ComplaintPriority,
  ComplaintStatus,
} from '../../__generated__/operations.ts';
import { keysOf, oneOf } from '../../shared/one-of.ts';
import { CATEGORY_WORDS, PRIORITY_WORDS, STATUS_WORDS } from './complaint-words.ts';

/** Which complaints are on the desk; it stands in the address. */
export type DeskView = {
  status: ComplaintStatus | null;
  category: ComplaintCategory | null;
  priority: ComplaintPriority | null;
  number: number | null;
  mine: boolean;
  sort: DeskSort;
};

export const DESK_SORTS = {
  newest: { label: 'Newest first', orderBy: { field: 'CREATED_AT', direction: 'DESC' } },
  oldest: { label: 'Oldest first', orderBy: { field: 'CREATED_AT', direction: 'ASC' } },
  changed: { label: 'Last changed first', orderBy: { field: 'UPDATED_AT', direction: 'DESC' } },
} as const satisfies Record<string, { label: string; orderBy: ComplaintOrder }>;

export type DeskSort = keyof typeof DESK_SORTS;

/** The number that a text is; null where it is none, or longer than numbers are. */
export const parseNumber = (text: string | null): number | null =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;

export function readDeskView(params: URLSearchParams): DeskView {
  return {
    status: oneOf(params.get('status'), keysOf(STATUS_WORDS)),
    category: oneOf(params.get('category'), keysOf(CATEGORY_WORDS)),
    priority: oneOf(params.get('priority'), keysOf(PRIORITY_WORDS)),
    number: parseNumber(params.get('number')),
    mine: params.get('mine') === 'yes',
    sort: oneOf(params.get('sort'), keysOf(DESK_SORTS)) ?? 'newest',
  };
}

/** The address of a view; what is as usual is left out. */
export function writeDeskView({ status, category, priority, number, mine, sort }: DeskView): URLSearchParams {
  return new URLSearchParams({
    ...(status && { status }),
    ...(category && { category }),
    ...(priority && { priority }),
    ...(number !== null && { number: String(number) }),
    ...(mine && { mine: 'yes' }),
    ...(sort !== 'newest' && { sort }),
  });
}

export const deskFilterOf = ({ status, category, priority, number, mine }: DeskView, me: string): ComplaintFilter => ({
  ...(status && { status }),
  ...(category && { category }),
  ...(priority && { priority }),
  ...(number !== null && { number }),
  ...(mine && { assigneeId: me }),
});
