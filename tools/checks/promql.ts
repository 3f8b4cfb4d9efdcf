/** As much PromQL as a check of names needs. */
export type Asked = { metric: string; labels: string[] };

const WORDS = new Set([
  'and',
  'or',
  'unless',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'offset',
  'bool',
  'inf',
  'nan',
]);
const listed = (text: string) =>
  text
    .split(',')
    .map((label) => label.trim())
    .filter(Boolean);

/** The metrics that an expression reads with the labels it selects by, and the labels it groups by. */
export function readExpression(expr: string): { asked: Asked[]; grouped: string[] } {
  const grouped: string[] = [];
  const bare = expr
    .replace(/"(\\.|[^"\\])*"/g, '""')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g, (_, labels: string) => {
      grouped.push(...listed(labels));
      return '';
    });
  const asked: Asked[] = [];
  for (const [, metric = '', selector = ''] of bare.matchAll(/\b([a-z_:][a-z0-9_:]*)\b(?!\s*\()\s*(\{[^}]*\})?/g)) {
    if (!WORDS.has(metric))
      asked.push({
        metric,
        labels: [...selector.matchAll(/([a-z_]+)\s*(?:=~|!=|!~|=)/g)].map(([, label = '']) => label),
      });
  }
  return { asked, grouped };
}
