import { Box, chakra, Grid } from '@chakra-ui/react';
import { ActionButton } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';

/** The accounts that a demo is seeded with; they exist nowhere else. */
const ACCOUNTS = [
  { username: 'client', password: 'client123', what: 'Shops' },
  { username: 'client2', password: 'client123', what: 'Shops too' },
  { username: 'agent', password: 'agent123', what: 'Handles complaints' },
  { username: 'manager', password: 'manager123', what: 'Runs the first store' },
  { username: 'admin', password: 'admin123', what: 'Runs the chain' },
];

/** One press logs in as one of them. */
export function DemoAccounts({
  held,
  onChoose,
}: {
  held: boolean;
  onChoose: (username: string, password: string) => void;
}) {
  return (
    <Card aria-labelledby="demo-heading">
      <Box as="h2" id="demo-heading" textStyle="heading" marginBottom={1}>
        This is a demo
      </Box>
      <Box textStyle="small" color="fg.muted" marginBottom={3}>
        Come in as one of these people:
      </Box>
      <Grid as="ul" listStyleType="none" gap={2}>
        {ACCOUNTS.map(({ username, password, what }) => (
          <li key={username}>
            <ActionButton
              variant="outline"
              width="full"
              justifyContent="space-between"
              held={held}
              onClick={() => onChoose(username, password)}
            >
              {username}
              <chakra.span color="fg.muted" fontWeight={400}>
                {what}
              </chakra.span>
            </ActionButton>
          </li>
        ))}
      </Grid>
    </Card>
  );
}
