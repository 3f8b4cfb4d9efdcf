import type { ServerResponse } from 'node:http';

/** Ends the response with a JSON text. Its length is told, so that header and body leave in one write. */
export function endJson(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}
