import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatError, type Download, type SubgraphRequest } from '@comptoir/graphql-kit';
import type { Logger } from '@comptoir/telemetry';
import { GraphQLError } from 'graphql';
import { endJson } from './end-json.ts';

const STATUS: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  SERVICE_UNAVAILABLE: 503,
};

/** Serves `/downloads/…/<name>?question` from the files of a subgraph, as fast as the caller reads and no faster. */
export async function serveDownload(
  downloads: Record<string, Download>,
  request: IncomingMessage,
  response: ServerResponse,
  caller: SubgraphRequest,
  log: Logger,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://downloads');
  const download = downloads[pathname.split('/').at(-1) ?? ''];
  if (!download) return endJson(response, 404, JSON.stringify({ error: 'There is no such download.' }));
  try {
    const { contentType, fileName, body } = await download(caller, searchParams);
    response.writeHead(200, {
      ...{ 'content-type': contentType, 'cache-control': 'no-store' },
      'content-disposition': `attachment; filename="${fileName}"`,
    });
    await pipeline(Readable.from(body, { objectMode: true, highWaterMark: 1 }), response);
  } catch (error) {
    // What has begun can only be broken off: its reader finds that the end is missing.
    if (response.headersSent) {
      log.warn({ event: 'download_broken_off', url: pathname, reason: (error as Error).message });
      return void response.destroy();
    }
    const coded =
      error instanceof GraphQLError
        ? error
        : new GraphQLError((error as Error).message, { originalError: error as Error });
    const formatted = formatError(log)(coded.toJSON(), coded);
    endJson(response, STATUS[String(formatted.extensions?.code)] ?? 500, JSON.stringify({ errors: [formatted] }));
  }
}
