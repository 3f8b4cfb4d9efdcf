import { writeFileSync } from 'node:fs';
import { describedSagas } from '../src/domain/sagas/all.ts';
import { PAGE, pageOf } from './page.ts';

writeFileSync(PAGE, pageOf(describedSagas));
