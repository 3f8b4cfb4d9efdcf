import { readFileSync } from 'node:fs';

/** The paths of the web app, as its router has them. */
export function routesOfTheWeb(): RegExp[] {
  const source = readFileSync(new URL('../../../web/src/routes.tsx', import.meta.url), 'utf8');
  return [...source.matchAll(/path: '([^*']+)'/g)].map(
    ([, path = '']) => new RegExp(`^/${path.replaceAll(/:\w+/g, '[^/]+')}$`),
  );
}
