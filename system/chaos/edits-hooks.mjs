/** Hooks of node's module loader, beside edits.mjs. */
let edits = [];

export function initialize(given) {
  edits = given;
}

/** A source that an edit does not fit any more ends the process: a break that breaks nothing would prove nothing. */
export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context);
  const [file] = url.split('?');
  let source = null;
  for (const { from, to } of edits.filter((edit) => file.endsWith(`/${edit.file}`))) {
    source ??= String(loaded.source);
    if (!source.includes(from))
      throw new Error(`${file} no longer holds "${from}": bring system/chaos/breaks.ts up to date.`);
    source = source.replaceAll(from, to);
  }
  return source === null ? loaded : { ...loaded, source };
}
