import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip';

/** Smaller answers cost more to compress than to send. */
const SMALLEST_COMPRESSED = 1_400;
/** Fast enough for answers made on the spot. Files, compressed once, take the best. */
const QUICK_BROTLI = 4;
const BEST_BROTLI = 9;

/** The best encoding that the client takes; null for none. */
export function acceptedEncoding(request: IncomingMessage): Encoding | null {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted)) return 'br';
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted) ? 'gzip' : null;
}

export function compress(data: Buffer, encoding: Encoding, quality: 'quick' | 'best'): Promise<Buffer> {
  const brotliQuality = quality === 'quick' ? QUICK_BROTLI : BEST_BROTLI;
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, result: Buffer) => (error ? reject(error) : resolve(result));
    if (encoding === 'br') brotliCompress(data, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }, done);
    else gzip(data, { level: quality === 'quick' ? 4 : 9 }, done);
  });
}

/** Ends the response with a text, compressed in another thread where that pays. */
export function compressText(request: IncomingMessage, response: ServerResponse, text: string): void {
  const length = Buffer.byteLength(text);
  const encoding = length < SMALLEST_COMPRESSED ? null : acceptedEncoding(request);
  response.appendHeader('vary', 'accept-encoding');
  // A text, not its bytes: Node then writes it together with the header.
  if (!encoding) return void response.setHeader('content-length', length).end(text);
  compress(Buffer.from(text), encoding, 'quick').then(
    (compressed) =>
      response.setHeader('content-encoding', encoding).setHeader('content-length', compressed.length).end(compressed),
    (error: Error) => response.destroy(error),
  );
}
