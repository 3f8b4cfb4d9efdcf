import { Box, Flex } from '@chakra-ui/react';
import { useEffect, useRef, type ReactNode } from 'react';
import { takeFocusWish } from './focus-wish.ts';

/**
 * What each page begins with: its name in the tab and as the heading. After a change of page the heading takes the focus,
 * so that readers hear where they are and the next Tab goes on from here.
 */
export function Page({
  title,
  aside,
  narrow = false,
  hiddenTitle = false,
  children,
}: {
  title: string;
  aside?: ReactNode;
  narrow?: boolean;
  hiddenTitle?: boolean;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Comptoir`;
  }, [title]);
  useEffect(() => {
    if (takeFocusWish()) heading.current?.focus();
  }, []);
  return (
    <Box
      width="full"
      maxWidth={narrow ? 'form' : 'page'}
      marginInline="auto"
      paddingInline={{ base: 4, md: 8 }}
      paddingBlock={{ base: 5, md: 9 }}
    >
      <Flex
        justifyContent="space-between"
        alignItems="flex-end"
        gap={4}
        flexWrap="wrap"
        marginBottom={hiddenTitle ? 0 : { base: 5, md: 7 }}
      >
        <Box as="h1" ref={heading} tabIndex={-1} textStyle={narrow ? 'title' : 'display'} srOnly={hiddenTitle}>
          {title}
        </Box>
        {aside}
      </Flex>
      {children}
    </Box>
  );
}
