import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { LRUCache } from 'lru-cache';
import { acceptedEncoding, compress, type Encoding } from './compress.ts';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const COMPRESSED = /^(text\/|application\/(json|manifest)|image\/svg)/;
/** Vite puts a hash of the content into the names of what it builds below this folder. */
const HASHED = /^\/assets\//;
const CACHE_BYTES = 32 * 1024 * 1024;

type File = { data: Buffer; type: string; etag: string; encoded: Map<Encoding, Promise<Buffer>> };

/**
 * The built web app. Unknown paths without an extension are pages of the app (its router knows them); hashed files are
 * immutable, everything else is asked for again by etag. Answers false for a path that is not a file of the app.
 */
export function createStaticFiles(root: string | null, { cached }: { cached: boolean }) {
  const files = new LRUCache<string, File>({ maxSize: CACHE_BYTES, sizeCalculation: ({ data }) => data.length + 1 });

  async function load(path: string): Promise<File | null> {
    if (!root) return null;
    const known = cached ? files.get(path) : undefined;
    if (known) return known;
    try {
      const data = await readFile(join(root, path));
      const etag = `"${createHash('sha256').update(data).digest('base64url').slice(0, 22)}"`;
      const file: File = { data, type: TYPES[extname(path)] ?? 'application/octet-stream', etag, encoded: new Map() };
      files.set(path, file);
      return file;
    } catch (error) {
      if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as { code: string }).code)) return null;
      throw error;
    }
  }

  return async (request: IncomingMessage, response: ServerResponse, pathname: string): Promise<boolean> => {
    const path = safePath(pathname);
    if (path === null) return false;
    const page = extname(path) === '';
    const file = (await load(path === '/graphiql' ? '/graphiql.html' : page ? '/index.html' : path)) ?? null;
    if (!file) return false;
    response.setHeader('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    response.setHeader('etag', file.etag);
    response.appendHeader('vary', 'accept-encoding');
    if (request.headers['if-none-match'] === file.etag) {
      response.writeHead(304).end();
      return true;
    }
    response.setHeader('content-type', file.type);
    const encoding = COMPRESSED.test(file.type) ? acceptedEncoding(request) : null;
    const body = encoding ? await encodedOf(file, encoding) : file.data;
    if (encoding) response.setHeader('content-encoding', encoding);
    response.setHeader('content-length', body.length);
    response.writeHead(200).end(request.method === 'HEAD' ? undefined : body);
    return true;
  };
}

function encodedOf(file: File, encoding: Encoding): Promise<Buffer> {
  let encoded = file.encoded.get(encoding);
  if (!encoded) file.encoded.set(encoding, (encoded = compress(file.data, encoding, 'best')));
  return encoded;
}

/** The path inside the root; null for one that tries to leave it or cannot be read. */
function safePath(pathname: string): string | null {
  try {
    const path = normalize(decodeURIComponent(pathname)).replaceAll('\\', '/');
    return path.startsWith('/') && !path.includes('\0') && !path.split('/').some((part) => part.startsWith('.'))
      ? path
      : null;
  } catch {
    // Not valid percent encoding, so not the name of anything.
    return null;
  }
}
