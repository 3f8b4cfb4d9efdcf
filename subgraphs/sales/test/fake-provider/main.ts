/** A payment provider as a process of its own, which does on the wire whatever a provider was ever seen to do. For tests. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PATHS, SIGNED_HEADERS, signRequest } from '../../src/infrastructure/http-provider/protocol.ts';
import { openBooks, type Answer, type Question } from './books.ts';
import { faultsOf, seededRandom, type Control, type Fault } from './faults.ts';

type Operation = keyof typeof PATHS;

const [secret = '', stallMs = '1500'] = process.argv.slice(2);
const books = openBooks();
const quiet: Control = { seed: 1, shares: {}, ofKeys: {} };
let nextFault = faultsOf(quiet);
let random = seededRandom(1);
let requests = 0;
let unfinished = 0;
const met: Partial<Record<Fault, number>> = {};
const liedAbout = new Set<string>();
const forgotten = new Set<string>();

const later = (ms: number, work: () => void): void => {
  unfinished++;
  setTimeout(() => {
    work();
    unfinished--;
  }, ms);
};
/** Longer than anybody waits for a payment, shorter than a test. */
const late = () => 260 + Math.floor(random() * 400);

const operationOf = (path = ''): Operation | undefined =>
  (Object.keys(PATHS) as Operation[]).find((operation) => PATHS[operation] === path);

function isSigned({ headers, url = '' }: IncomingMessage, body: string): boolean {
  const given = Buffer.from(String(headers[SIGNED_HEADERS.signature]));
  const right = Buffer.from(signRequest(secret, String(headers[SIGNED_HEADERS.signedAt]), url, body));
  return given.length === right.length && timingSafeEqual(given, right);
}

const send = (response: ServerResponse, answer: object | string, status = 200) =>
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(typeof answer === 'string' ? answer : JSON.stringify(answer));

/** A lie, where this operation gives occasion to it. */
function lie(fault: Fault, operation: Operation, question: Question): Answer | null {
  const { key, paymentKey = key, amountMinor, currency } = question;
  const paysBack = operation === 'undo' || operation === 'payBack';
  const told = (answer: Answer): Answer => {
    liedAbout.add(paymentKey);
    return answer;
  };
  if (fault === 'deniesTaking' && operation === 'capture') {
    books.capture(question);
    return told({ key, outcome: 'declined', code: 'CARD_DECLINED', message: 'Another card, please.' });
  }
  if (fault === 'claimsTaking' && operation === 'capture' && !books.knows(key))
    return told({ key, outcome: 'captured', amountMinor, currency });
  if (fault === 'paysBackTwice' && paysBack) {
    const answer = books[operation](question);
    if (answer.outcome === 'refunded') books.enter(paymentKey, -amountMinor);
    return told(answer);
  }
  if (fault === 'claimsPayingBack' && paysBack) return told({ key, outcome: 'refunded', amountMinor, currency });
  return null;
}

/** Answers a question, or whatever the fault makes of it. */
function meet(fault: Fault | null, operation: Operation, question: Question, response: ServerResponse): void {
  const { key } = question;
  const act = (): Answer => books[operation as Exclude<Operation, 'statement'>](question);
  switch (fault) {
    case 'toldLate': {
      const answer = act();
      return later(late(), () => send(response, answer));
    }
    case 'doneLate':
      return later(late(), () => send(response, act()));
    case 'stalls':
      return later(Number(stallMs), act);
    case 'twice':
      later(late(), act);
      return void send(response, act());
    case 'forgets': {
      const forgets = operation === 'lookup' && books.knows(key) && !forgotten.has(key);
      if (forgets) forgotten.add(key);
      return void send(response, forgets ? { key, outcome: 'unknown' } : act());
    }
    case 'failsBefore':
      return void send(response, {}, 500);
    case 'failsBehind':
      act();
      return void send(response, {}, 500);
    case 'dropsBefore':
      return void response.socket?.destroy();
    case 'dropsBehind':
      act();
      return void response.socket?.destroy();
    case 'garbles':
      return void send(response, JSON.stringify(act()).slice(0, -9));
    case 'wrongAmount':
      return void send(response, { ...act(), amountMinor: question.amountMinor + 1 });
    case 'wrongKey':
      return void send(response, { ...act(), key: `${key.slice(0, -1)}x` });
    case 'oddWords': {
      const answer = act();
      const odd = { code: 'N\u0000O', message: 'Half a character: \ud83e.' };
      return void send(response, 'message' in answer ? { ...answer, ...odd } : answer);
    }
    case 'away':
      return void send(response, {}, 503);
    case null:
      return void send(response, act());
    default:
      return void send(response, lie(fault, operation, question) ?? act());
  }
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  if (request.url === '/books')
    return void send(response, { ...{ entries: books.entries, met, requests, unfinished }, liedAbout: [...liedAbout] });
  if (request.url === '/control') {
    const control = { ...quiet, ...(JSON.parse(body) as Partial<Control>) };
    nextFault = faultsOf(control);
    random = seededRandom(control.seed + 1);
    return void send(response, {});
  }
  requests++;
  const operation = operationOf(request.url);
  if (!operation) return void send(response, {}, 404);
  if (!isSigned(request, body)) return void send(response, {}, 401);
  const asked = JSON.parse(body) as Question & { keys?: string[] };
  if (operation === 'statement') return void send(response, books.statement(asked.keys ?? []));
  // Who gives no key in the header is charged anew each time.
  const key = request.headers[SIGNED_HEADERS.idempotencyKey] as string;
  const fault = nextFault(asked.key);
  if (fault) met[fault] = (met[fault] ?? 0) + 1;
  meet(fault, operation, { ...asked, key }, response);
}

const server = createServer((request, response) => {
  response.on('error', () => undefined);
  handle(request, response).catch(() => response.socket?.destroy());
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
