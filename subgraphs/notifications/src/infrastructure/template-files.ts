import { readdirSync, readFileSync } from 'node:fs';
import { createTemplates, type Templates } from '../domain/templates.ts';

const FOLDER = new URL('../../templates/', import.meta.url);

/** The templates of templates/, read once. */
export function readTemplates(): Templates {
  return createTemplates((language) => {
    const folder = new URL(`${language.toLowerCase()}/`, FOLDER);
    return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
  });
}
