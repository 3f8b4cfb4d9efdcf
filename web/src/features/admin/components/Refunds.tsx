import { useQuery } from '@apollo/client/react';
import { Box, Stack } from '@chakra-ui/react';
import { useSearchParams } from 'react-router';
import type { RefundStatus } from '../../../__generated__/operations.ts';
import { SelectField } from '../../../ui/field.tsx';
import { ListStates } from '../../../ui/list-states.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Empty } from '../../../ui/states.tsx';
import { REFUND_STATUS_WORDS } from '../../sales/index.ts';
import { REFUND_LIST } from '../operations.ts';
import { RefundRow } from './RefundRow.tsx';

const PAGE = 20;
const STATUSES = Object.keys(REFUND_STATUS_WORDS) as RefundStatus[];

/** What customers want back: first what somebody has to decide. */
export function Refunds() {
  const [params, setParams] = useSearchParams();
  const status = STATUSES.find((known) => known === params.get('status')) ?? 'REQUESTED';
  const { data, error, refetch, fetchMore } = useQuery(REFUND_LIST, {
    variables: { first: PAGE, filter: { status } },
    fetchPolicy: 'cache-and-network',
  });
  const list = data?.refunds;
  return (
    <Stack gap={5}>
      <Box width={{ base: 'full', sm: '240px' }}>
        <SelectField
          label="Show"
          value={status}
          onChange={({ currentTarget: { value } }) =>
            setParams(value === 'REQUESTED' ? {} : { status: value }, { replace: true })
          }
        >
          {STATUSES.map((each) => (
            <option key={each} value={each}>
              {REFUND_STATUS_WORDS[each].text}
            </option>
          ))}
        </SelectField>
      </Box>
      <ListStates
        what="the refunds"
        count={list?.edges.length}
        error={error}
        retry={() => void refetch()}
        empty={
          <Empty icon="check" title={status === 'REQUESTED' ? 'Nothing to decide' : 'No such refunds'}>
            What is asked back is listed here until somebody decides.
          </Empty>
        }
      >
        <Stack as="ul" listStyleType="none" gap={3}>
          {list?.edges.map(({ node }) => (
            <RefundRow key={node.id} refund={node} reload={refetch} />
          ))}
        </Stack>
        {list?.pageInfo.hasNextPage && (
          <ShowMore onMore={() => fetchMore({ variables: { after: list.pageInfo.endCursor } })} />
        )}
      </ListStates>
    </Stack>
  );
}
