import { useApolloClient, useQuery } from '@apollo/client/react';
import { Box, Flex, Grid, Stack } from '@chakra-ui/react';
import { Link, useLocation, useParams } from 'react-router';
import { useViewer } from '../../../session/current.ts';
import { MembersOnly } from '../../../session/members-only.tsx';
import type { Viewer } from '../../../session/session.ts';
import { useNewest } from '../../../shared/use-newest.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { ShowMore } from '../../../ui/show-more.tsx';
import { Bone, Empty, Fault, Loading } from '../../../ui/states.tsx';
import { ComplaintAbout } from '../components/ComplaintAbout.tsx';
import { ComplaintDeeds } from '../components/ComplaintDeeds.tsx';
import { Timeline } from '../components/Timeline.tsx';
import { STATUS_WORDS } from '../complaint-words.ts';
import { unsaidIn } from '../filing.ts';
import { COMPLAINT_PAGE, MORE_OF_TIMELINE } from '../operations.ts';
import { complaintsPath, deskPath } from '../urls.ts';
import { useFollowComplaint } from '../use-follow-complaint.ts';

export function Component() {
  return (
    <MembersOnly title="Complaint">
      <ComplaintAlone />
    </MembersOnly>
  );
}

/** One complaint, live: for its customer, and for those who look after it. */
function ComplaintAlone() {
  const { complaintId = '' } = useParams();
  const unsaid = unsaidIn(useLocation().state);
  const viewer = useViewer();
  const client = useApolloClient();
  const staff = viewer !== null && viewer.role !== 'CLIENT';
  const { data, loading, error, refetch } = useQuery(COMPLAINT_PAGE, {
    variables: { id: complaintId, staff },
    skip: !viewer,
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
  });
  const complaint = useNewest(data?.complaint ?? null);
  const { error: lost } = useFollowComplaint(complaint, staff);
  if (!viewer) return null;
  if (!complaint)
    return (
      <Page title="Complaint" hiddenTitle>
        {loading ? (
          <Loading what="the complaint">
            <Bone height="44px" width="240px" marginBottom={6} />
            <Bone height="360px" />
          </Loading>
        ) : error ? (
          <Fault error={error} title="The complaint could not be read." retry={() => void refetch()} />
        ) : (
          <Empty icon="speech" title="There is no such complaint" action={<Back viewer={viewer} />}>
            The address may be mistyped.
          </Empty>
        )}
      </Page>
    );
  const { text, tone } = STATUS_WORDS[complaint.status];
  const { timeline } = complaint;
  return (
    <Page
      title={complaint.title ?? `Complaint ${complaint.number}`}
      aside={
        <Box data-complaint-status={complaint.status} aria-live="polite">
          <Badge tone={tone}>{text}</Badge>
        </Box>
      }
    >
      <Grid
        gridTemplateColumns={{ base: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) 400px' }}
        gap={{ base: 5, md: 8 }}
        alignItems="start"
      >
        <Stack gap={{ base: 5, md: 8 }} minWidth={0}>
          {unsaid !== null && (
            <Notice tone="low" announce title="Your complaint had reached us already">
              It stands as you first sent it. What you have written since is below: send it as your words if it matters.
            </Notice>
          )}
          {complaint.resolutionOutcome === 'PENDING' && (
            <Notice tone="plain">What was decided is being carried out. It can be closed once that is done.</Notice>
          )}
          {lost !== undefined && (
            <Fault error={lost} title="The complaint cannot be followed live." retry={() => window.location.reload()} />
          )}
          <Card aria-labelledby="timeline-heading">
            <Stack gap={4}>
              <Box as="h2" id="timeline-heading" textStyle="heading">
                What happened
              </Box>
              {timeline ? (
                <Timeline edges={timeline.edges} me={viewer.id} />
              ) : (
                <Notice tone="low">What happened cannot be read right now.</Notice>
              )}
              {timeline?.pageInfo.hasNextPage && (
                <ShowMore
                  onMore={() =>
                    client.query({
                      query: MORE_OF_TIMELINE,
                      variables: { id: complaint.id, after: timeline.pageInfo.endCursor, staff },
                      fetchPolicy: 'network-only',
                    })
                  }
                />
              )}
            </Stack>
          </Card>
          <ComplaintDeeds complaint={complaint} viewer={viewer} draft={unsaid} reload={refetch} />
        </Stack>
        <ComplaintAbout complaint={complaint} viewer={viewer} />
      </Grid>
      <Flex marginTop={6}>
        <Back viewer={viewer} />
      </Flex>
    </Page>
  );
}

function Back({ viewer }: { viewer: Viewer }) {
  const desk = viewer.role === 'AGENT' || viewer.role === 'ADMIN';
  return (
    <Button asChild variant="outline">
      <Link to={desk ? deskPath : complaintsPath}>
        <Icon name="back" />
        {desk ? 'To the desk' : 'All your complaints'}
      </Link>
    </Button>
  );
}
