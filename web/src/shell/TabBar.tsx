import { Box, chakra, Flex } from '@chakra-ui/react';
import { NavLink } from 'react-router';
import { useSession } from '../session/current.ts';
import { Icon } from '../ui/icon.tsx';
import { CartCount } from './CartCount.tsx';
import { linksFor } from './links.ts';

const Tab = chakra(NavLink, {
  base: {
    position: 'relative',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: 0.5,
    minHeight: '58px',
    fontSize: '0.75rem',
    fontWeight: 600,
    color: 'fg.muted',
    '&[aria-current=page]': { color: 'enamel.text', boxShadow: 'inset 0 3px 0 currentColor' },
  },
});

/** Where one can go, under the thumb; on phones only. */
export function TabBar() {
  return (
    <Box
      as="nav"
      aria-label="Main"
      display={{ base: 'block', md: 'none' }}
      position="fixed"
      insetInline={0}
      bottom={0}
      zIndex={10}
      bg="bg.card"
      borderTop="1px solid"
      borderColor="line.soft"
      paddingBottom="env(safe-area-inset-bottom)"
    >
      <Flex as="ul" listStyleType="none">
        {linksFor(useSession()).map(({ to, label, icon }) => (
          <Box as="li" key={to} flex="1 1 0">
            <Tab to={to} end={to === '/'}>
              <Icon name={icon} size="22px" />
              <span>{label}</span>
              {to === '/cart' && (
                <Box as="span" position="absolute" top={1.5} insetInlineStart="calc(50% + 6px)">
                  <CartCount />
                </Box>
              )}
            </Tab>
          </Box>
        ))}
      </Flex>
    </Box>
  );
}
