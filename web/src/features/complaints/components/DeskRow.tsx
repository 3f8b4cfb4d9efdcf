import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import type { ComplaintRowFragment, DeskRowFragment } from '../../../__generated__/operations.ts';
import type { Viewer } from '../../../session/session.ts';
import { DESK_ROW } from '../operations.ts';
import { deedsOf } from '../rules.ts';
import { ComplaintRow } from './ComplaintRow.tsx';
import { TakeOn } from './TakeOn.tsx';

/** One complaint on the desk: whose it is, who has it, and the first presses. */
export function DeskRow({
  complaint: reference,
  viewer,
  reload,
}: {
  complaint: FragmentType<DeskRowFragment> & FragmentType<ComplaintRowFragment>;
  viewer: Viewer;
  reload: () => Promise<unknown>;
}) {
  const { data: complaint, complete } = useFragment({ fragment: DESK_ROW, from: reference });
  if (!complete) return null;
  const { customer, assignee } = complaint;
  const from = customer ? `From ${customer.displayName}` : 'From somebody who left';
  return (
    <ComplaintRow
      complaint={reference}
      persons={`${from}, ${assignee ? `with ${assignee.id === viewer.id ? 'you' : assignee.displayName}` : 'nobody has it'}`}
      deeds={<TakeOn complaint={complaint} deeds={deedsOf(complaint, viewer)} reload={reload} />}
    />
  );
}
