import { Box, Flex, Grid } from '@chakra-ui/react';
import { useViewer } from '../../../session/current.ts';
import { MembersOnly } from '../../../session/members-only.tsx';
import { LogOutButton } from '../../../shell/LogOutButton.tsx';
import { formatMoney } from '../../../shared/format.ts';
import { Card } from '../../../ui/card.tsx';
import { Page } from '../../../ui/page.tsx';
import { PreferencesForm } from '../../notifications/index.ts';
import { useStoreCredit } from '../../sales/index.ts';
import { PasswordForm } from '../components/PasswordForm.tsx';
import { ProfileForm } from '../components/ProfileForm.tsx';
import { ROLE_WORDS } from '../role-words.ts';

export function Component() {
  return (
    <MembersOnly title="Your profile">
      <Profile />
    </MembersOnly>
  );
}

/** Who this person is here, and what they can change about it. */
function Profile() {
  const viewer = useViewer();
  const credit = useStoreCredit(viewer !== null) ?? [];
  if (!viewer) return null;
  return (
    <Page title="Your profile" aside={<LogOutButton />}>
      <Flex color="fg.muted" gap={2} marginBottom={5} flexWrap="wrap">
        <Box>
          You are <strong>{viewer.username}</strong>, {ROLE_WORDS[viewer.role]}.
        </Box>
        {credit.length > 0 && <Box>You have {credit.map(formatMoney).join(' and ')} of store credit to spend.</Box>}
      </Flex>
      <Grid gridTemplateColumns={{ base: 'minmax(0, 1fr)', lg: '1fr 1fr' }} gap={{ base: 5, md: 8 }} alignItems="start">
        <Card aria-labelledby="about-heading">
          <Box as="h2" id="about-heading" textStyle="heading" marginBottom={4}>
            About you
          </Box>
          <ProfileForm viewer={viewer} />
        </Card>
        <Card aria-labelledby="password-heading">
          <Box as="h2" id="password-heading" textStyle="heading" marginBottom={4}>
            Password
          </Box>
          <PasswordForm username={viewer.username} />
        </Card>
        <Card aria-labelledby="preferences-heading" gridColumn={{ lg: '1 / -1' }}>
          <Box as="h2" id="preferences-heading" textStyle="heading" marginBottom={4}>
            What we tell you about
          </Box>
          <PreferencesForm role={viewer.role} />
        </Card>
      </Grid>
    </Page>
  );
}
