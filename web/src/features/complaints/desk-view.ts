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
  mine: boolean;
  sort: DeskSort;
};

export const DESK_SORTS = {
  newest: { label: 'Newest first', orderBy: { field: 'CREATED_AT', direction: 'DESC' } },
  oldest: { label: 'Oldest first', orderBy: { field: 'CREATED_AT', direction: 'ASC' } },
  changed: { label: 'Last changed first', orderBy: { field: 'UPDATED_AT', direction: 'DESC' } },
} as const satisfies Record<string, { label: string; orderBy: ComplaintOrder }>;

export type DeskSort = keyof typeof DESK_SORTS;

export function readDeskView(params: URLSearchParams): DeskView {
  return {
    status: oneOf(params.get('status'), keysOf(STATUS_WORDS)),
    category: oneOf(params.get('category'), keysOf(CATEGORY_WORDS)),
    priority: oneOf(params.get('priority'), keysOf(PRIORITY_WORDS)),
    mine: params.get('mine') === 'yes',
    sort: oneOf(params.get('sort'), keysOf(DESK_SORTS)) ?? 'newest',
  };
}

/** The address of a view; what is as usual is left out. */
export function writeDeskView({ status, category, priority, mine, sort }: DeskView): URLSearchParams {
  return new URLSearchParams({
    ...(status && { status }),
    ...(category && { category }),
    ...(priority && { priority }),
    ...(mine && { mine: 'yes' }),
    ...(sort !== 'newest' && { sort }),
  });
}

export const deskFilterOf = ({ status, category, priority, mine }: DeskView, me: string): ComplaintFilter => ({
  ...(status && { status }),
  ...(category && { category }),
  ...(priority && { priority }),
  ...(mine && { assigneeId: me }),
});
