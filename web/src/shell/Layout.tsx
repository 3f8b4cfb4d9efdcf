import { Box, chakra, Flex } from '@chakra-ui/react';
import { Outlet, ScrollRestoration } from 'react-router';
import { ChosenStoreProvider } from '../features/stores/index.ts';
import { announcement } from '../shared/announce.ts';
import { useStore } from '../shared/store.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { Header } from './Header.tsx';
import { TabBar } from './TabBar.tsx';
import { UntoldLogOut } from './UntoldLogOut.tsx';

const SkipLink = chakra('a', {
  base: {
    position: 'absolute',
    insetInlineStart: 4,
    top: '-100px',
    zIndex: 20,
    bg: 'bg.card',
    color: 'enamel.text',
    fontWeight: 600,
    padding: 3,
    borderRadius: 'plate',
    _focus: { top: 3 },
  },
});

/** What stands around each page. */
export function Layout() {
  return (
    <ChosenStoreProvider>
      <SkipLink href="#main">Skip to the content</SkipLink>
      <Flex
        direction="column"
        minHeight="100dvh"
        paddingBottom={{ base: 'calc(58px + env(safe-area-inset-bottom))', md: 0 }}
      >
        <Header />
        <ConnectionBanner />
        <UntoldLogOut />
        <Box as="main" id="main" tabIndex={-1} flex="1" outline="none">
          <Outlet />
        </Box>
        <Box as="footer" textStyle="small" color="fg.muted" borderTop="1px solid" borderColor="line.soft" marginTop={8}>
          <Flex
            maxWidth="page"
            marginInline="auto"
            paddingInline={{ base: 4, md: 8 }}
            paddingBlock={5}
            justifyContent="space-between"
            gap={3}
            flexWrap="wrap"
          >
            <span>Comptoir, the counter around the corner</span>
            <chakra.a href="/graphiql" textDecoration="underline">
              For developers: GraphiQL
            </chakra.a>
          </Flex>
        </Box>
      </Flex>
      <TabBar />
      <Announcer />
      <ScrollRestoration />
    </ChosenStoreProvider>
  );
}

function Announcer() {
  const message = useStore(announcement);
  return (
    <Box aria-live="polite" srOnly>
      {message.text}
    </Box>
  );
}
