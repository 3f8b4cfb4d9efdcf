import 'graphiql/style.css';
import './page.css';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { session } from '../session/current.ts';
import { createFetcher } from './fetcher.ts';

const WELCOME = `# Comptoir, the whole chain in one graph. All docs are on the left, offline too.
# You are whoever is logged in to the shop in this browser; a header "authorization" or "x-api-key" says otherwise.

query Shelf {
  products(first: 5, search: "maple") {
    edges {
      node {
        name
        price { amountMinor currency }
        stockByStore { store { name } available }
      }
    }
  }
}
`;

void session.restore();
createRoot(document.getElementById('root') as HTMLElement).render(
  <GraphiQL fetcher={createFetcher(session)} defaultQuery={WELCOME} />,
);
