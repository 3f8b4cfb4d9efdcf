import { KINDS, LANGUAGES, type Kind, type Language } from './kinds.ts';
import type { Fact } from './messages.ts';

/** The files of one language: a kind's first line is its title, what follows its body; `email.txt` and `email.html` go round them. */
type Files = Record<string, string>;

/** What a person reads. */
export type Wording = { title: string; body: string };

/** Goes round what a person reads when it is sent by e-mail. */
export type Letter = Wording & { name: string; url: string };

export type Templates = {
  words(kind: Kind, language: Language, facts: Record<string, Fact>): Wording;
  letter(language: Language, letter: Letter): { text: string; html: string };
};

const NAME = /\{\{\s*(\w+)\s*\}\}/g;
const LETTER = ['name', 'title', 'body', 'url'];
const LOCALES: Record<Language, string> = { EN: 'en-CA', FR: 'fr-CA' };
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
const filled = (template: string, values: Record<string, string>): string =>
  template.replace(NAME, (_, name: string) => values[name] ?? '');

function written(fact: Fact, language: Language): string {
  if (typeof fact !== 'object') return String(fact);
  const { format, factor } = moneyFormat(language, fact.currency);
  return format.format(fact.minor / factor);
}

/** Made once: to make one takes longer than all the rest of a message. */
const moneyFormats = new Map<string, { format: Intl.NumberFormat; factor: number }>();

function moneyFormat(language: Language, currency: string) {
  const key = `${language} ${currency}`;
  let known = moneyFormats.get(key);
  if (!known) {
    const format = new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency });
    known = { format, factor: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2) };
    moneyFormats.set(key, known);
  }
  return known;
}

/** Checks the files once, so that a slip in one stops the start and not a message; then fills them in. */
export function createTemplates(read: (language: Language) => Files): Templates {
  const files = Object.fromEntries(LANGUAGES.map((language) => [language, read(language)])) as Record<Language, Files>;

  function file(language: Language, name: string, allowed: readonly string[]): string {
    const text = files[language][name];
    if (!text) throw new Error(`The template ${language.toLowerCase()}/${name} is missing.`);
    const wrong = [...text.matchAll(NAME)].map(([, used]) => String(used)).filter((used) => !allowed.includes(used));
    if (wrong.length > 0)
      throw new Error(
        `The template ${language.toLowerCase()}/${name} names ${wrong.join(', ')}; it may name ${allowed.join(', ') || 'nothing'}.`,
      );
    return text;
  }

  const kinds = Object.entries(KINDS) as [Kind, (typeof KINDS)[Kind]][];
  const wordings = new Map(
    LANGUAGES.flatMap((language) =>
      kinds.map(([kind, { names }]) => {
        const [title = '', ...body] = file(language, `${kind}.txt`, names).trim().split('\n');
        return [`${language} ${kind}`, { title, body: body.join('\n').trim() }] as const;
      }),
    ),
  );
  const letters = new Map(
    LANGUAGES.map((language) => [
      language,
      { text: file(language, 'email.txt', LETTER), html: file(language, 'email.html', LETTER) },
    ]),
  );

  return {
    words(kind, language, facts) {
      const { title = '', body = '' } = wordings.get(`${language} ${kind}`) ?? {};
      const values = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, written(fact, language)]));
      return { title: filled(title, values), body: filled(body, values) };
    },
    letter(language, letter) {
      const { text = '', html = '' } = letters.get(language) ?? {};
      const safe = Object.fromEntries(Object.entries(letter).map(([name, value]) => [name, escaped(value)]));
      return { text: filled(text, letter), html: filled(html, safe) };
    },
  };
}
