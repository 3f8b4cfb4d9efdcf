/** npm run reset: empties the data folder, so that the next start begins with a fresh demo chain. */
import { rmSync } from 'node:fs';
import { dataDir, giveUp, ownerFault } from './lib/machine.mjs';

const folder = dataDir();
const fault = ownerFault(folder);
if (fault) giveUp(fault);
rmSync(folder, { recursive: true, force: true });
console.log(`${folder} is empty. The next npm start makes a new demo chain.`);
