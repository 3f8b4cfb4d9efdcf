import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What became of a mail that was offered. */
export type Verdict =
  | 'take'
  /** The mailbox does not exist. */
  | 'refuse'
  /** Not now. */
  | 'busy'
  /** The connection breaks before the mail is there. */
  | 'drop'
  /** The mail is there, and the connection breaks before the server says so. */
  | 'take-and-drop';

/** Where a server may refuse: at the sender, at the recipient, and before and behind the text. */
export type Step = 'MAIL' | 'RCPT' | 'DATA' | 'TEXT';

export type Received = { to: string; messageId: string; subject: string; text: string; html: string };

/** A mail server on a socket, with as much of SMTP as a client needs, that does what a test tells it. */
export async function startSmtpServer() {
  const received: Received[] = [];
  const offered: string[] = [];
  let verdict: (to: string) => Verdict | Promise<Verdict> = () => 'take';
  const refusals = new Map<Step, string>();
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    const say = (line: string) => void socket.write(`${line}\r\n`);
    let to = '';
    let judged: Verdict = 'take';
    let data: string | null = null;
    let buffer = '';

    async function command(line: string): Promise<void> {
      const verb = line.slice(0, 4).toUpperCase();
      const refusal = refusals.get(verb as Step);
      if (refusal) say(refusal);
      else if (verb === 'RCPT') {
        to = /<(.*)>/.exec(line)?.[1] ?? '';
        offered.push(to);
        judged = await verdict(to);
        if (judged === 'drop') socket.destroy();
        else say(judged === 'refuse' ? `550 5.1.1 <${to}>: no such mailbox` : '250 ok');
      } else if (verb === 'DATA') {
        say('354 go on');
        data = '';
      } else if (verb === 'EHLO') say('250-test\r\n250 AUTH PLAIN');
      // It knows nobody, and takes mails of whoever does not say who they are.
      else if (verb === 'AUTH') say('535 5.7.8 no');
      else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else say('250 ok');
    }

    function mail(source: string): void {
      data = null;
      const refusal = refusals.get('TEXT');
      if (refusal) return say(refusal);
      if (judged === 'busy') return say('451 4.3.0 later');
      received.push({ to, ...parseMail(source) });
      if (judged === 'take-and-drop') socket.destroy();
      else say('250 taken');
    }

    let chain = Promise.resolve();
    socket.on('data', (chunk) => {
      buffer += chunk.toString('latin1');
      chain = chain.then(async () => {
        for (;;) {
          const end = data === null ? '\r\n' : '\r\n.\r\n';
          const at = buffer.indexOf(end);
          if (at < 0) return;
          const part = buffer.slice(0, at);
          buffer = buffer.slice(at + end.length);
          if (data === null) await command(part);
          else mail(part);
        }
      });
    });
    say('220 test');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    /** Addresses in the order in which clients named them. */
    offered,
    judge(next: typeof verdict) {
      verdict = next;
    },
    /** What every mail is answered at one step until all are taken again. */
    refuse(step: Step, answer: string) {
      refusals.set(step, answer);
    },
    refuseNothing: () => refusals.clear(),
    to: (address: string) => received.filter((mail) => mail.to === address),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

export type TestSmtp = Awaited<ReturnType<typeof startSmtpServer>>;

/** A multipart/alternative mail of a plain and an HTML part. */
function parseMail(source: string): Omit<Received, 'to'> {
  const { headers, body } = parsePart(source);
  const boundary = /boundary="([^"]+)"/.exec(headers)?.[1] ?? '';
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => parsePart(part.replace(/^\r\n/, '')));
  const of = (type: string) => {
    const part = parts.find(({ headers: own }) => own.includes(type));
    return part ? decode(part.headers, part.body).replaceAll('\r\n', '\n').trim() : '';
  };
  return {
    messageId: /^Message-ID: (.+)$/im.exec(headers)?.[1] ?? '',
    subject: decodeWords(/^Subject: (.+)$/im.exec(headers)?.[1] ?? ''),
    text: of('text/plain'),
    html: of('text/html'),
  };
}

function parsePart(source: string) {
  const at = source.indexOf('\r\n\r\n');
  return { headers: source.slice(0, at).replaceAll(/\r\n[ \t]+/g, ' '), body: source.slice(at + 4) };
}

function decode(headers: string, body: string): string {
  const encoding = /^Content-Transfer-Encoding: (\S+)/im.exec(headers)?.[1]?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  const bytes = encoding === 'quoted-printable' ? unquoted(body.replaceAll('=\r\n', '')) : body;
  return Buffer.from(bytes.replaceAll(/^\.\./gm, '.'), 'latin1').toString();
}

const unquoted = (text: string): string =>
  text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function decodeWords(text: string): string {
  return text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, how: string, word: string) =>
      how.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString('latin1') : unquoted(word.replaceAll('_', ' ')),
    )
    .replace(/^[\s\S]*$/, (bytes) => Buffer.from(bytes, 'latin1').toString());
}
