import { describe, expect, it } from '@jest/globals';
import { composeSupergraph } from './composition.ts';

const stores = (name: string, fields: string) => ({
  name,
  file: `${name}.graphql`,
  sdl: `type Query { ${name}: Store }\ntype Store @key(fields: "id") { id: ID! ${fields} }`,
});

describe('composition', () => {
  it('is the same text whenever the subgraphs are the same', () => {
    const compose = () => composeSupergraph([stores('catalog', 'name: String'), stores('sales', 'total: Int')]);
    expect(compose()).toMatchObject({ ok: true, supergraphSdl: expect.stringContaining('join__Graph') });
    expect(compose()).toEqual(compose());
  });

  it('names subgraph, file and line of what is wrong', () => {
    const syntax = composeSupergraph([{ name: 'catalog', file: 'catalog.graphql', sdl: 'type Query {\n  broken' }]);
    expect(syntax).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/subgraph "catalog", catalog\.graphql:\d/)],
    });
    const types = composeSupergraph([stores('catalog', 'name: String'), stores('sales', 'name: Int')]);
    expect(types).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([expect.stringMatching(/name[^]*sales\.graphql:2/)]),
    });
  });

  it('takes a hint of inconsistency for a fault', () => {
    const state = (name: string, values: string) => ({
      name,
      file: `${name}.graphql`,
      sdl: `type Query { ${name}(state: State): State }\nenum State { ${values} }`,
    });
    const input = (name: string, fields: string) => ({
      name,
      file: `${name}.graphql`,
      sdl: `type Query { ${name}(input: Wish): Int }\ninput Wish { ${fields} }`,
    });
    expect(composeSupergraph([input('catalog', 'a: Int b: Int'), input('sales', 'a: Int')])).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('INCONSISTENT_')],
    });
    expect(composeSupergraph([state('catalog', 'OPEN CLOSED'), state('sales', 'OPEN CLOSED')]).ok).toBe(true);
  });
});
