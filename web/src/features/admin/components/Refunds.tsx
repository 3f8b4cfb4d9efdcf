import { useQuery } from '@apollo/client/react';
import { Box, Stack } from '@chakra-ui/react';
import { useRef } from 'react';
import { useSearchParams } from 'react-router';
import { keysOf, oneOf } from '../../../shared/one-of.ts';
import { SelectField } from '../../../ui/field.tsx';
import { ListStates } from '../../../ui/list-states.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Empty } from '../../../ui/states.tsx';
import { REFUND_STATUS_WORDS } from '../../sales/index.ts';
import { REFUND_LIST } from '../operations.ts';
import { RefundRow } from './RefundRow.tsx';

const PAGE = 20;
const STATUSES = keysOf(REFUND_STATUS_WORDS);
/** No message tells of refunds that are asked for: the list is read again while it is looked at. */
const LOOK_MS = 10_000;

/** What customers want back: first what somebody has to decide. */
export function Refunds() {
  const [params, setParams] = useSearchParams();
  const status = oneOf(params.get('status'), STATUSES) ?? 'REQUESTED';
  const turned = useRef(false);
  const { data, error, refetch, fetchMore } = useQuery(REFUND_LIST, {
    variables: { first: PAGE, filter: { status } },
    fetchPolicy: 'cache-and-network',
    pollInterval: LOOK_MS,
    // Pages that were turned would be lost.
    skipPollAttempt: () => document.hidden || turned.current,
  });
  const list = data?.refunds;
  turned.current = (list?.edges.length ?? 0) > PAGE;
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
