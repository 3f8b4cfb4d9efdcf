import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { Link } from 'react-router';
import type { ComplaintRowFragment, DeskRowFragment } from '../../../__generated__/operations.ts';
import type { Viewer } from '../../../session/session.ts';
import { Button } from '../../../ui/button.tsx';
import { DESK_ROW } from '../operations.ts';
import { deedsOf } from '../rules.ts';
import { CLOSE, complaintPartPath, DECIDE } from '../urls.ts';
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
  const deeds = deedsOf(complaint, viewer);
  const from = customer ? `From ${customer.displayName}` : 'From somebody who left';
  return (
    <ComplaintRow
      complaint={reference}
      persons={`${from}, ${assignee ? `with ${assignee.id === viewer.id ? 'you' : assignee.displayName}` : 'nobody has it'}`}
      deeds={
        <>
          <TakeOn complaint={complaint} deeds={deeds} reload={reload} />
          {deeds.resolve && <ToPart complaint={complaint} part={DECIDE} word="Resolve" />}
          {deeds.close && <ToPart complaint={complaint} part={CLOSE} word="Close" />}
        </>
      }
    />
  );
}

/** To what takes more than a press: there it is written. */
function ToPart({
  complaint: { id, number },
  part,
  word,
}: {
  complaint: { id: string; number: number };
  part: string;
  word: string;
}) {
  return (
    <Button asChild variant="outline" position="relative">
      <Link to={complaintPartPath(id, part)} aria-label={`${word}: complaint ${number}`}>
        {word}
      </Link>
    </Button>
  );
}
