import { isDeepStrictEqual } from 'node:util';
import { commandLine } from '@comptoir/service-kit';
import { describedSagas } from '../../src/domain/sagas/all.ts';
import { readAll, record, write } from './files.ts';
import { gate } from './gate.ts';
import { unreadable, widened } from './inputs.ts';

const USAGE = `npm run sagas:record -- [--amend SALE@1 "why nobody is stranded"]

Records every version of a saga that has no histories yet (subgraphs/sagas/histories), and inputs that its steps read now beside those
of before. What is recorded already is left as it is.
  --amend  records this version again and keeps the reason
Ends with 0 when all that is recorded can be carried on, else with 1.`;

const {
  values: { amend: key },
  positionals,
} = commandLine({ usage: USAGE, options: { amend: { type: 'string' } }, allowPositionals: true });
const reason = positionals.join(' ').trim();
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const recorded = readAll();

/** Ends with a sentence for a person, where nothing was written yet. */
function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

if (key === undefined && reason) refuse(`${reason}: a reason goes with --amend only.`);
if (key !== undefined) {
  const saga = describedSagas.find((definition) => definition.key === key);
  const before = recorded.find(({ definition }) => definition === key);
  if (!saga || !before || !reason)
    refuse(
      `--amend needs a recorded version and a reason: --amend ${recorded[0]?.definition} "why nobody is stranded". Recorded: ${recorded.map(({ definition }) => definition).join(', ')}.`,
    );
  say(`${key} is recorded again: ${write(record(saga, [...before.amended, reason]))}`);
}

for (const saga of describedSagas)
  if (!recorded.some(({ definition }) => definition === saga.key))
    say(`${saga.key} is recorded: ${write(record(saga))}`);

for (const before of recorded) {
  const saga = describedSagas.find((definition) => definition.key === before.definition && definition.key !== key);
  if (!saga || unreadable(before.input, saga).length > 0) continue;
  const input = widened(before.input, saga);
  if (!isDeepStrictEqual(input, before.input)) say(`${before.definition} reads more: ${write({ ...before, input })}`);
}

const faults = gate(readAll(), describedSagas);
for (const fault of faults) say(`\n${fault}`);
if (faults.length === 0) say('All that is recorded can be carried on.');
process.exitCode = faults.length > 0 ? 1 : 0;
