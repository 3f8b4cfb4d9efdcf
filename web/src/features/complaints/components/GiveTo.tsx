import { useMutation, useQuery } from '@apollo/client/react';
import { Box } from '@chakra-ui/react';
import { useEffect } from 'react';
import { SelectField } from '../../../ui/field.tsx';
import { ASSIGN_COMPLAINT } from '../mutations.ts';
import { AGENTS } from '../operations.ts';
import { useComplaintDeed } from '../use-complaint-deed.ts';

/** With which agent a complaint is; changed by choosing. */
export function GiveTo({
  complaint: { id, version, number, assignee },
  reload,
}: {
  complaint: { id: string; version: number; number: number; assignee: { id: string; displayName?: string } | null };
  reload: () => Promise<unknown>;
}) {
  const { data, error, fetchMore } = useQuery(AGENTS);
  const [assign] = useMutation(ASSIGN_COMPLAINT);
  const { busy, refusal, faults, run } = useComplaintDeed(reload);
  const { edges = [], pageInfo } = data?.users ?? {};
  const after = pageInfo?.hasNextPage ? pageInfo.endCursor : null;
  useEffect(() => {
    if (after) void fetchMore({ variables: { after } }).catch(() => {});
  }, [after, fetchMore]);

  const agents = edges.map(({ node }) => node);
  const known = agents.some((agent) => agent.id === assignee?.id);
  const give = (assigneeId: string) =>
    void run(
      async () =>
        (await assign({ variables: { input: { complaintId: id, assigneeId, expectedVersion: version } } })).data
          ?.assignComplaint,
      'It is given.',
    );
  return (
    <Box maxWidth="240px" position="relative">
      <SelectField
        label="With"
        aria-label={`With: complaint ${number}`}
        value={assignee?.id ?? ''}
        aria-busy={busy}
        error={refusal ?? Object.values(faults)[0] ?? (error && 'Who the agents are cannot be read right now.')}
        onChange={({ currentTarget }) => !busy && give(currentTarget.value)}
      >
        {!assignee && <option value="">Nobody</option>}
        {assignee && !known && <option value={assignee.id}>{assignee.displayName ?? 'Somebody at the shop'}</option>}
        {agents.map((agent) => (
          <option key={agent.id} value={agent.id}>
            {agent.displayName}
          </option>
        ))}
      </SelectField>
    </Box>
  );
}
