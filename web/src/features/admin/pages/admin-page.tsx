import { Box, chakra, Flex } from '@chakra-ui/react';
import type { ComponentType } from 'react';
import { Link, useParams } from 'react-router';
import { useViewer } from '../../../session/current.ts';
import { MembersOnly } from '../../../session/members-only.tsx';
import { Page } from '../../../ui/page.tsx';
import { Empty } from '../../../ui/states.tsx';
import { AuditSearch } from '../components/AuditSearch.tsx';
import { DeadLetters } from '../components/DeadLetters.tsx';
import { Refunds } from '../components/Refunds.tsx';
import { Sagas } from '../components/Sagas.tsx';
import { partOf, partsFor, type PartName } from '../parts.ts';
import { partPath } from '../urls.ts';

const BOARDS: Record<PartName, ComponentType> = {
  sagas: Sagas,
  refunds: Refunds,
  'dead-letters': DeadLetters,
  audit: AuditSearch,
};

const PartLink = chakra(Link, {
  base: {
    display: 'flex',
    alignItems: 'center',
    minHeight: 'touch',
    paddingInline: 3,
    fontWeight: 600,
    whiteSpace: 'nowrap',
    borderRadius: 'plate',
    _hover: { bg: 'enamel.tint' },
    '&[aria-current=page]': { color: 'enamel.text', boxShadow: 'inset 0 -2px 0 currentColor', borderRadius: 0 },
  },
});

export function Component() {
  return (
    <MembersOnly title="Back office">
      <Office />
    </MembersOnly>
  );
}

/** What needs a person: each part for those who look after it. */
function Office() {
  const viewer = useViewer();
  const { part: address } = useParams();
  if (!viewer) return null;
  const part = partOf(address, viewer.role);
  if (part === null)
    return (
      <Page title="Back office" hiddenTitle>
        <Empty icon="office" title="This is not for your account">
          Managers look after orders and refunds of their stores here, admins after everything.
        </Empty>
      </Page>
    );
  const Board = BOARDS[part];
  return (
    <Page title="Back office">
      <Box as="nav" aria-label="Parts of the back office" marginBottom={5}>
        <Flex
          as="ul"
          listStyleType="none"
          gap={1}
          overflowX="auto"
          scrollbarWidth="none"
          borderBottom="1px solid"
          borderColor="line.soft"
          marginInline={{ base: -4, md: 0 }}
          paddingInline={{ base: 2, md: 0 }}
        >
          {partsFor(viewer.role).map(({ name, label }) => (
            <li key={name}>
              <PartLink to={partPath(name)} aria-current={name === part ? 'page' : undefined}>
                {label}
              </PartLink>
            </li>
          ))}
        </Flex>
      </Box>
      <Board />
    </Page>
  );
}
