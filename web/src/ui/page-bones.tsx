import { Box } from '@chakra-ui/react';
import { Bone, Loading } from './states.tsx';

/** While the first page of a visit is on its way. */
export function PageBones() {
  return (
    <Box maxWidth="page" marginInline="auto" padding={{ base: 4, md: 8 }}>
      <Loading what="the shop">
        <Bone height="48px" width="40%" marginBottom={6} />
        <Bone height="360px" />
      </Loading>
    </Box>
  );
}
