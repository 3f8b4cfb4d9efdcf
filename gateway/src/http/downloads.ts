import { SubgraphUnavailable, type SubgraphHandle } from '../subgraphs/handle.ts';
import type { GraphQLError } from 'graphql';
import type { TraceContext } from '@comptoir/telemetry';
import type { Identity } from '../identity/identity.ts';
import type { RateChecks } from '../limits/rates.ts';
import { clientAddress } from './client-address.ts';
import { readsOnly, sendJson, type Route } from './server.ts';

const PATH = /^\/downloads\/([a-z]{1,40})(\/[\w.-]{1,80})$/;
const STATUS: Record<string, number> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429 };

/** `/downloads/<context>/<name>`: files that a subgraph makes while they are read, for callers as for `/graphql`. */
export function createDownloads({
  subgraphs,
  identity,
  rates,
  trustedProxies,
}: {
  subgraphs: readonly SubgraphHandle[];
  identity: Identity;
  rates: RateChecks;
  trustedProxies: number;
}): Route {
  return async (request, response, pathname, trace) => {
    if (!readsOnly(request, response)) return true;
    const [, context, file] = PATH.exec(pathname) ?? [];
    const subgraph = subgraphs.find(({ name }) => name === context);
    if (!subgraph || !file) {
      sendJson(response, 404, { error: 'There is no such download.' });
      return true;
    }
    const { headers } = request;
    const address = clientAddress(request, trustedProxies);
    try {
      const shown = { authorization: headers.authorization, apiKey: headers['x-api-key'] as string | undefined };
      const { actor } = await identity.identify(shown, address);
      await rates.countOperation({ actor, address });
      const [, question] = (request.url ?? '').split('?');
      await subgraph.download(question ? `${file}?${question}` : file, request, response, {
        ...{ actor, trace, client: { address, userAgent: headers['user-agent'] ?? '' } },
        cookie: { refreshToken: null, setRefreshToken: () => undefined },
      });
    } catch (error) {
      if (response.headersSent) response.destroy();
      else if (error instanceof SubgraphUnavailable)
        sendJson(response, 503, refusal('SERVICE_UNAVAILABLE', 'It does not answer now.', trace));
      else {
        const { extensions, message } = error as GraphQLError;
        const code = String(extensions?.code ?? '');
        if (!STATUS[code]) throw error;
        sendJson(response, STATUS[code], refusal(code, message, trace));
      }
    }
    return true;
  };
}

const refusal = (code: string, message: string, { traceId }: TraceContext) => ({
  errors: [{ message, extensions: { code, traceId } }],
});
