/** Beyond this many characters two words count as the same; PostgreSQL does not index words without end. */
const LONGEST_WORD = 64;

/** A text as it is kept: nothing blank around it, and none of the one character that PostgreSQL cannot hold. */
export const tidy = (text: string): string => text.replaceAll('\0', '').trim();

/** The same for a field that may be left out: null counts as left out. */
export const tidied = (text: string | null | undefined): string | undefined =>
  text === null || text === undefined ? undefined : tidy(text);

/** A text without case, accents and doubled spaces: what names are unique and sorted by. */
export const nameKey = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();

/** The words of texts, each once: how a product is indexed and how a search is understood. */
export const wordsOf = (...texts: string[]): string[] => [
  ...new Set(
    texts
      .flatMap((text) => nameKey(text).split(/[^\p{L}\p{N}]+/u))
      .flatMap((word) => (word ? [word.slice(0, LONGEST_WORD)] : [])),
  ),
];
