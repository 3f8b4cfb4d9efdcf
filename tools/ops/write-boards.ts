import { mkdirSync, writeFileSync } from 'node:fs';
import { boardFile, boards, boardText } from './boards.ts';

mkdirSync(new URL('.', boardFile('x')), { recursive: true });
for (const name of Object.keys(boards)) writeFileSync(boardFile(name), boardText(name));
