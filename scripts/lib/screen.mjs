/** Lines of progress: a part that runs counts its seconds on a terminal, and stays as one line when it is done. */
const live = process.stdout.isTTY && !process.env.CI;
const bold = (text) => (live ? `\u001b[1m${text}\u001b[0m` : text);
const seconds = (ms) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

export const say = (text = '') => process.stdout.write(`${text}\n`);

export function done(name, ms, detail = '') {
  say(`  ✓ ${name.padEnd(22)} ${seconds(ms).padStart(8)}  ${detail}`);
}

export async function part(name, work, describe = () => '') {
  const started = performance.now();
  const tick = () =>
    process.stdout.write(`\r  … ${name.padEnd(22)} ${seconds(performance.now() - started).padStart(8)} `);
  if (live) tick();
  else say(`  … ${name}`);
  const timer = live ? setInterval(tick, 200) : null;
  try {
    const result = await work();
    if (live) process.stdout.write('\r\u001b[K');
    done(name, performance.now() - started, describe(result));
    return result;
  } catch (error) {
    if (live) process.stdout.write('\n');
    throw error;
  } finally {
    clearInterval(timer);
  }
}

export function table(title, rows) {
  const width = Math.max(...rows.map(([name]) => name.length));
  say(`\n${bold(title)}`);
  for (const [name, ...rest] of rows) say(`  ${name.padEnd(width)}  ${rest.join('  ')}`);
}
