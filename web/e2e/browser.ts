import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const require = createRequire(import.meta.url);
const WEB = fileURLToPath(new URL('..', import.meta.url));
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Where Debian and others put a Chromium; null where there is none. */
export const CHROMIUM =
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path)) ?? null;

/** Says so when these tests do not run. */
export function tellIfSkipped(what: string): void {
  if (!CHROMIUM)
    process.stderr.write(`SKIPPED: ${what}, since there is no Chromium (Debian: apt-get install chromium).\n`);
}

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

/** The app as `npm start` builds it. */
export function buildApp(): void {
  execFileSync(
    process.execPath,
    [join(dirname(require.resolve('vite/package.json')), 'bin/vite.js'), 'build', '--logLevel', 'error'],
    // The runner says "test", with which the libraries would be built as for development.
    { cwd: WEB, stdio: 'pipe', env: { ...process.env, NODE_ENV: 'production' } },
  );
}

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM ?? '', args: FLAGS });

export type Watched = {
  /** What went wrong in the page, and what it asked of other hosts: both must stay empty. */
  faults: string[];
  foreign: string[];
  /** The texts of all operations that it sent. */
  operations: Set<string>;
};

/** Somebody in a browser of their own. */
export type Person = { context: BrowserContext; page: Page; watched: Watched };

export async function openPerson(browser: Browser, origin: string, patienceMs: number): Promise<Person> {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce' });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  return { context, page, watched: watch(page, origin) };
}

/** Through the log-in page, as a person does. */
export async function logIn(page: Page, origin: string, username: string, password: string): Promise<void> {
  await page.goto(`${origin}/login`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.waitForURL(`${origin}/`);
}

/** Watches a page from now on. */
export function watch(page: Page, origin: string): Watched {
  const faults: string[] = [];
  const foreign: string[] = [];
  const operations = new Set<string>();
  const note = (text: string | null): void => {
    const { query, payload } = JSON.parse(text ?? '{}') as { query?: string; payload?: { query?: string } };
    const sent = query ?? payload?.query;
    if (sent) operations.add(sent);
  };
  page.on('pageerror', (error) => faults.push(error.message));
  page.on(
    'console',
    (message) => message.type() === 'error' && !message.text().includes('status of 4') && faults.push(message.text()),
  );
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http') && host !== new URL(origin).host) foreign.push(request.url());
  });
  page.on('request', (request) => request.url().endsWith('/graphql') && note(request.postData()));
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => note(String(payload))));
  return { faults, foreign, operations };
}

type Sent = { operationName?: string; variables?: Record<string, unknown> };

/** Changes the answer to the first operation of this name that fits, on its way to the page; `answer` is what the shop said. */
export async function tamper(
  page: Page,
  { name, fits = () => true }: { name: string; fits?: (variables: Record<string, unknown>) => boolean },
  change: (answer: string) => { status: number; body: string },
): Promise<{ answer: string | null }> {
  const met: { answer: string | null } = { answer: null };
  await page.route('**/graphql', async (route) => {
    const { operationName, variables = {} } = (route.request().postDataJSON() ?? {}) as Sent;
    if (met.answer !== null || operationName !== name || !fits(variables)) return route.fallback();
    const response = await route.fetch();
    met.answer = await response.text();
    await route.fulfill({ contentType: 'application/json', ...change(met.answer) });
  });
  return met;
}

/** The texts of the operations that the app says it sends: no others are answered where a gateway is strict. */
export async function listedOperations(url: string): Promise<string[]> {
  const response = await fetch(`${url}/persisted-operations.json`);
  const { operations } = (await response.json()) as { operations: { body: string }[] };
  return operations.map(({ body }) => body);
}

const axePath = (() => {
  try {
    return require.resolve('axe-core/axe.min.js');
  } catch {
    process.stderr.write('SKIPPED: accessibility of pages, since axe-core is not installed.\n');
    return null;
  }
})();

type Violation = { id: string; nodes: { html: string }[] };

/** What axe finds on the page as it stands, in a line each. */
export async function violations(page: Page): Promise<string[]> {
  if (!axePath) return [];
  await page.evaluate(readFileSync(axePath, 'utf8'));
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** Pixels by which the page is wider than its window. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** Presses Tab until the element with this accessible name has the focus. Throws when it never gets it. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      return element?.getAttribute('aria-label') ?? element?.labels?.[0]?.textContent ?? element?.textContent ?? '';
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab never reached ${name}`);
}
