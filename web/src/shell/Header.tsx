import { Box, chakra, Flex } from '@chakra-ui/react';
import { Link, NavLink } from 'react-router';
import { Bell } from '../features/notifications/index.ts';
import { useSession } from '../session/current.ts';
import { Icon } from '../ui/icon.tsx';
import { Plate } from '../ui/plate.tsx';
import { CartCount } from './CartCount.tsx';
import { linksFor } from './links.ts';
import { LogOutButton } from './LogOutButton.tsx';
import { StoreChip } from './StoreChip.tsx';

const BarLink = chakra(NavLink, {
  base: {
    display: 'flex',
    alignItems: 'center',
    gap: 2,
    minHeight: 'touch',
    paddingInline: { md: 2, lg: 3 },
    borderRadius: 'plate',
    fontWeight: 600,
    _hover: { bg: 'enamel.tint' },
    '&[aria-current=page]': { color: 'enamel.text', boxShadow: 'inset 0 -2px 0 currentColor', borderRadius: 0 },
  },
});

/** The bar on top: whose shop this is, which counter, and on wide screens where one can go. */
export function Header() {
  const session = useSession();
  return (
    <Box
      as="header"
      position="sticky"
      top={0}
      zIndex={10}
      bg="bg.card"
      borderBottom="1px solid"
      borderColor="line.soft"
    >
      <Flex
        maxWidth="page"
        marginInline="auto"
        paddingInline={{ base: 4, md: 8 }}
        minHeight="64px"
        alignItems="center"
        gap={{ base: 3, lg: 5 }}
      >
        <Plate asChild size="md">
          <Link to="/" aria-label="Comptoir, to the shop">
            Comptoir
          </Link>
        </Plate>
        <Box flex={{ base: '1', md: 'none' }} />
        <StoreChip />
        <Box as="nav" aria-label="Main" display={{ base: 'none', md: 'block' }} marginInlineStart="auto">
          <Flex as="ul" listStyleType="none" gap={{ md: 0, lg: 1 }} alignItems="center">
            {linksFor(session).map(({ to, label, icon }) => (
              <li key={to}>
                <BarLink to={to} end={to === '/'}>
                  {(to === '/cart' || to === '/profile') && (
                    <Icon name={icon} display={{ base: 'none', lg: 'block' }} />
                  )}
                  {label}
                  {to === '/cart' && <CartCount />}
                </BarLink>
              </li>
            ))}
            {session.status === 'signed-in' && (
              <li>
                <LogOutButton compact />
              </li>
            )}
          </Flex>
        </Box>
        {session.status === 'signed-in' && <Bell key={session.viewer.id} />}
      </Flex>
    </Box>
  );
}
