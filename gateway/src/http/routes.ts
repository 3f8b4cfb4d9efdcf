import type { HealthLine } from '@comptoir/graphql-kit';
import { printSchema, type GraphQLSchema } from 'graphql';
import { compressText } from './compress.ts';
import { drawPicture } from './pictures.ts';
import { readsOnly, sendJson, type Route } from './server.ts';
import { createStaticFiles } from './static-files.ts';

/** What is served beside `/graphql`. */
export function createRoutes({
  schema,
  demo,
  development,
  webRoot,
  health,
}: {
  schema: GraphQLSchema;
  demo: boolean;
  development: boolean;
  webRoot: string | null;
  health: () => Promise<HealthLine[]>;
}): Record<string, Route> {
  const files = createStaticFiles(webRoot, { cached: !development });
  let printed: string | null = null;

  return {
    '/health/live': (_request, response) => {
      sendJson(response, 200, { status: 'live' });
      return true;
    },

    '/health/ready': async (_request, response) => {
      const lines = await health();
      const ready = lines.every((line) => line.ok || line.optional);
      const status = !ready ? 'not ready' : lines.every((line) => line.ok) ? 'ready' : 'degraded';
      // Why something is away (addresses, messages of drivers) is for the ops address.
      const dependencies = lines.map(({ detail: _, ...line }) => line);
      response.setHeader('cache-control', 'no-store');
      sendJson(response, ready ? 200 : 503, { status, dependencies });
      return true;
    },

    // What the web app must know before it signs anybody in.
    '/config.json': (request, response) => {
      if (!readsOnly(request, response)) return true;
      response.setHeader('cache-control', 'no-cache');
      sendJson(response, 200, { demo });
      return true;
    },

    '/schema.graphql': (request, response) => {
      if (!development) return false;
      if (!readsOnly(request, response)) return true;
      printed ??= printSchema(schema);
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      compressText(request, response, printed);
      return true;
    },

    '/images/': (request, response, pathname) => {
      const sku = /^\/images\/([\w.-]{1,64})\.svg$/.exec(pathname)?.[1];
      if (!sku) return false;
      if (!readsOnly(request, response)) return true;
      response.setHeader('content-type', 'image/svg+xml');
      response.setHeader('cache-control', 'public, max-age=31536000, immutable');
      compressText(request, response, drawPicture(sku));
      return true;
    },

    '/': async (request, response, pathname) => {
      if (!readsOnly(request, response)) return true;
      return files(request, response, pathname);
    },
  };
}
