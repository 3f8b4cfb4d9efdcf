import { Box, Stack } from '@chakra-ui/react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import type { ComplaintPageQuery } from '../../../__generated__/operations.ts';
import type { Viewer } from '../../../session/session.ts';
import { Card } from '../../../ui/card.tsx';
import { deedsOf } from '../rules.ts';
import { CLOSE, DECIDE } from '../urls.ts';
import { CloseForm } from './CloseForm.tsx';
import { CommentForm } from './CommentForm.tsx';
import { GiveTo } from './GiveTo.tsx';
import { PriorityField } from './PriorityField.tsx';
import { ReopenForm } from './ReopenForm.tsx';
import { ResolveForm } from './ResolveForm.tsx';
import { TakeOn } from './TakeOn.tsx';

type Complaint = NonNullable<ComplaintPageQuery['complaint']>;

/** What this person can do about it, each in a card of its own. */
export function ComplaintDeeds({
  complaint,
  viewer,
  draft,
  reload,
}: {
  complaint: Complaint;
  viewer: Viewer;
  draft: string | null;
  reload: () => Promise<unknown>;
}) {
  const deeds = deedsOf(complaint, viewer);
  return (
    <>
      {(deeds.take || deeds.give || deeds.start || deeds.prioritise) && (
        <Part title="Look after it">
          <TakeOn complaint={complaint} deeds={deeds} reload={reload} />
          {deeds.give && <GiveTo complaint={complaint} reload={reload} />}
          {deeds.prioritise && (
            <Box maxWidth="240px">
              <PriorityField complaint={complaint} reload={reload} />
            </Box>
          )}
        </Part>
      )}
      {deeds.resolve && (
        <Part title="Decide" id={DECIDE}>
          <ResolveForm complaint={complaint} reload={reload} />
        </Part>
      )}
      {deeds.close && (
        <Part title="Is it settled?" id={CLOSE}>
          <CloseForm complaint={complaint} own={complaint.customer?.id === viewer.id} reload={reload} />
        </Part>
      )}
      {deeds.comment && (
        <Part title="Your words">
          <CommentForm complaintId={complaint.id} draft={draft} reload={reload} />
        </Part>
      )}
      {deeds.reopen && (
        <Part title="Not settled after all?">
          <ReopenForm complaint={complaint} reload={reload} />
        </Part>
      )}
    </>
  );
}

/** A card of its own; where the address names it, it comes into view and takes the focus. */
function Part({ title, id, children }: { title: string; id?: string; children: ReactNode }) {
  const card = useRef<HTMLElement>(null);
  const isNamed = useLocation().hash === `#${id}`;
  useEffect(() => {
    if (!isNamed) return;
    card.current?.scrollIntoView();
    card.current?.focus();
  }, [isNamed]);
  return (
    <Card ref={card} id={id} tabIndex={-1} aria-label={title}>
      <Stack gap={4}>
        <Box as="h2" textStyle="heading">
          {title}
        </Box>
        {children}
      </Stack>
    </Card>
  );
}
