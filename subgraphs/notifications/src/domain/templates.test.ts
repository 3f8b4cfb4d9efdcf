import { describe, expect, it } from '@jest/globals';
import { readTemplates } from '../infrastructure/template-files.ts';
import { KINDS, LANGUAGES, type Kind } from './kinds.ts';
import { createTemplates } from './templates.ts';

const templates = readTemplates();
const FACTS = {
  ...{ number: 1042, store: 'Plateau', products: 'Mug (3)' },
  amount: { minor: 123_450, currency: 'CAD' },
};
const kinds = Object.keys(KINDS) as Kind[];

describe('the templates', () => {
  it.each(LANGUAGES.flatMap((language) => kinds.map((kind) => [language, kind] as const)))(
    'say in %s: %s',
    (language, kind) => {
      const { title, body } = templates.words(kind, language, FACTS);
      expect(title).toMatch(/^\S.*\S$/);
      expect(body).toMatch(/\S/);
      expect(title + body).not.toMatch(/[{}]|undefined|\[object/);
      for (const name of KINDS[kind].names) if (name === 'number') expect(title + body).toContain('1042');
    },
  );

  it('say another thing in every language', () => {
    for (const kind of kinds) {
      const [english, french] = LANGUAGES.map((language) => templates.words(kind, language, FACTS));
      expect(french).not.toEqual(english);
    }
  });

  it('write amounts as their language and currency do', () => {
    const said = (language: 'EN' | 'FR', amount = FACTS.amount) =>
      templates.words('order-confirmed', language, { ...FACTS, amount }).body.replaceAll(/\s/g, ' ');
    expect(said('EN')).toContain('$1,234.50');
    expect(said('FR')).toContain('1 234,50 $');
    expect(said('EN', { minor: 1_234, currency: 'JPY' })).toMatch(/1,234\D/);
  });

  it('let nothing through into HTML that is not text', () => {
    const letter = { title: 'A & B', body: '<script>x</script>', name: '"Ada"', url: "https://shop.test/?a=1&b='2'" };
    const { html, text } = templates.letter('EN', letter);
    expect(html).toContain('A &amp; B');
    expect(html).toContain('&lt;script&gt;x&lt;/script&gt;');
    expect(html).toContain('&quot;Ada&quot;');
    expect(html).toContain('href="https://shop.test/?a=1&amp;b=&#39;2&#39;"');
    expect(text).toContain('<script>x</script>');
  });

  it('do not fill in what a value says', () => {
    expect(templates.letter('EN', { title: '{{name}}', body: '', name: 'Ada', url: '' }).text).toContain('{{name}}');
  });

  it('stop the start where one is missing or names what its kind does not have', () => {
    const files = (change: Record<string, string>) => () => ({
      ...Object.fromEntries(kinds.map((kind) => [`${kind}.txt`, 'Title\n\nBody'])),
      ...{ 'email.txt': '{{body}}', 'email.html': '{{body}}', ...change },
    });
    expect(() => createTemplates(files({}))).not.toThrow();
    expect(() => createTemplates(files({ 'welcome.txt': '' }))).toThrow('en/welcome.txt is missing');
    expect(() => createTemplates(files({ 'welcome.txt': 'Hello {{name}}' }))).toThrow('en/welcome.txt names name');
    expect(() => createTemplates(files({ 'email.html': '{{bdoy}}' }))).toThrow('en/email.html names bdoy');
  });
});
