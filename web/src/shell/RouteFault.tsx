import { isRouteErrorResponse, useRouteError } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Notice } from '../ui/notice.tsx';

/** A page that could not be shown: most often the shop was updated while this tab was open, and a part has a new name. */
export function RouteFault() {
  const error = useRouteError();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <Page title={missing ? 'Page not found' : 'This page could not be shown'} narrow>
      <Notice
        tone="refused"
        announce
        title={missing ? 'There is nothing at this address.' : 'The page did not load.'}
        action={
          <Button variant="outline" onClick={() => window.location.reload()}>
            Reload
          </Button>
        }
      >
        The shop may have been updated while this page was open. Reloading brings the newest version.
      </Notice>
    </Page>
  );
}
