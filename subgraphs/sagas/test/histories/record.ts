/**
 * npm run sagas:record: records every version of a saga that has no histories yet. What is recorded already is left as it is;
 * `-- --amend SALE@1 "why nobody is stranded"` records it again and keeps the reason.
 */
import { describedSagas } from '../../src/domain/sagas/all.ts';
import { readAll, record, write } from './files.ts';
import { gate } from './gate.ts';

const [flag, key, reason] = process.argv.slice(2);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const recorded = readAll();

if (flag === '--amend') {
  const saga = describedSagas.find((definition) => definition.key === key);
  const before = recorded.find(({ definition }) => definition === key);
  if (!saga || !before || !reason?.trim())
    throw new Error(
      `--amend needs a recorded version and a reason: --amend ${recorded[0]?.definition} "why nobody is stranded". Recorded: ${recorded.map(({ definition }) => definition).join(', ')}.`,
    );
  say(`${key} is recorded again: ${write(record(saga, [...before.amended, reason]))}`);
} else if (flag) throw new Error(`${flag} is unknown; there is --amend.`);

for (const saga of describedSagas)
  if (!recorded.some(({ definition }) => definition === saga.key))
    say(`${saga.key} is recorded: ${write(record(saga))}`);

const faults = gate(readAll(), describedSagas);
for (const fault of faults) say(`\n${fault}`);
if (faults.length === 0) say('All that is recorded can be carried on.');
process.exitCode = faults.length > 0 ? 1 : 0;
