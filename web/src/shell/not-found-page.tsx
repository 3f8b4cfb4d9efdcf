import { Link } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Empty } from '../ui/states.tsx';

export function Component() {
  return (
    <Page title="Page not found" hiddenTitle>
      <Empty
        icon="search"
        title="There is nothing on this shelf"
        action={
          <Button asChild>
            <Link to="/">To the shop</Link>
          </Button>
        }
      >
        The address may be mistyped, or what stood here has moved.
      </Empty>
    </Page>
  );
}
