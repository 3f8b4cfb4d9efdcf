/** Loaded before everything else into a process of a broken run (`node --import`): the sources named in CHAOS_EDITS are changed as they load. */
import { register } from 'node:module';
import process from 'node:process';

const edits = JSON.parse(process.env.CHAOS_EDITS || '[]');
if (edits.length > 0) register('./edits-hooks.mjs', import.meta.url, { data: edits });
