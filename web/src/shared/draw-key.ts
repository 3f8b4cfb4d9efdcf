/** A key nobody else draws; also where the page is served without TLS and randomUUID is missing. */
export function drawKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
