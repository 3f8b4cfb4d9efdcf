/**
 * The crash suite: random schedules of faults under a steady load, each checked from the databases when all has come to
 * rest. See docs/chaos.md.
 */
import { inspect } from 'node:util';
import { appendFileSync } from 'node:fs';
import { commandLine } from '@comptoir/service-kit';
import { BREAKS, isBreak, notices, type Break, type BreakName } from './breaks.ts';
import { isSound, say, summary, tell } from './report.ts';
import { runSchedule, type Result } from './run.ts';
import { planSchedule } from './schedule.ts';
import { stopOnSignals, unlessStopped } from './stop.ts';
import type { World } from './world.ts';
import { createWorlds } from './worlds.ts';

const USAGE = `npm run test:chaos -- [--runs 10] [--from 1] [--seed 42] [--minutes 120] [--out results.jsonl] [--break no-fence]

Random schedules of faults under a steady load, each checked from the databases when all has come to rest (docs/chaos.md).
  --runs, --from  how many schedules, and the seed of the first
  --seed          just this one; may be given again
  --minutes       no schedule begins later
  --out           a JSON line a schedule is added to this file
  --break         takes a guard of the product away: the rules it stands for must be found broken, or the harness fails
                  ${Object.keys(BREAKS).join(', ')}
Ends with 0 when all schedules were sound (with --break: when the break was found), else with 1; so when none was run.
Ctrl-C ends all that was started, says what was judged until then, and ends with 130.`;

const { values: options } = commandLine({
  usage: USAGE,
  options: {
    runs: { type: 'string', default: '10' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string', multiple: true },
    minutes: { type: 'string', default: '120' },
    out: { type: 'string' },
    break: { type: 'string' },
  },
});

const first = wholeNumber('from', options.from);
const seeds =
  options.seed?.map((text) => wholeNumber('seed', text)) ??
  Array.from({ length: wholeNumber('runs', options.runs) }, (_, i) => first + i);
const broken = options.break === undefined ? null : breakOf(options.break);
const deadline = Date.now() + wholeNumber('minutes', options.minutes) * 60_000;
const results: Result[] = [];
const failed: number[] = [];
const stop = stopOnSignals(say);
const worlds = createWorlds(broken, stop.signal);

/** Ends with a sentence for a person, where nothing has begun yet. */
function refuse(message: string): never {
  process.stderr.write(`${message}\nThe options: docs/chaos.md\n`);
  process.exit(2);
}

function wholeNumber(option: 'seed' | 'from' | 'runs' | 'minutes', text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(number) || number < 0)
    refuse(`--${option} ${text}: it is a whole number from 0 on.`);
  return number;
}

function breakOf(name: string): BreakName {
  if (isBreak(name)) return name;
  return refuse(`--break ${name}: it is one of ${Object.keys(BREAKS).join(', ')}.`);
}

try {
  for (const seed of seeds) {
    if (stop.signal.aborted || Date.now() >= deadline) {
      say(`Stopped before seed ${seed}.`);
      break;
    }
    const schedule = planSchedule(seed, broken ? (BREAKS[broken] as Break).faults : []);
    let world: World;
    let result: Result;
    try {
      world = await worlds.worldFor(schedule);
      result = await unlessStopped(stop.signal, runSchedule(world, schedule, stop.signal));
    } catch (error) {
      if (stop.signal.aborted) {
        say(`Stopped in seed ${seed}, which was not judged.`);
        break;
      }
      // Neither sound nor broken: nobody knows. The others go on in a new world.
      say(`BAD seed ${seed}: the run could not be carried through: ${inspect(error)}`);
      failed.push(seed);
      await worlds.leave({ keep: true });
      continue;
    }
    results.push(result);
    tell(result);
    if (options.out) appendFileSync(options.out, `${JSON.stringify(result)}\n`);
    if (isSound(result)) continue;
    // Whatever is wrong in these databases would be found again by every later schedule.
    if (!broken) say(`      data and logs: ${world.folder}; again: npm run test:chaos -- --seed ${seed}`);
    await worlds.leave({ keep: !broken });
    if (broken && notices(broken, result.differences)) break;
  }
} finally {
  await worlds.leave();
}

summary(results);
if (failed.length > 0) say(`  NOT CARRIED THROUGH: ${failed.length}, seeds ${failed.join(', ')}`);
const found = broken !== null && results.some(({ differences }) => notices(broken, differences));
if (broken && results.length > 0 && !stop.signal.aborted)
  say(`The harness ${found ? 'has found' : 'did not notice'} that ${broken} is broken.`);
process.exitCode = (broken ? found : failed.length === 0 && results.length > 0 && results.every(isSound)) ? 0 : 1;
// Clients and looks of the run that was left still wait for answers that nobody will give.
if (stop.signal.aborted) process.exit(stop.code());
