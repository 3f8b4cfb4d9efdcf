import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { shapeOf } from './operation-cost.ts';

const schema = buildSchema(`
  type Query { sales(first: Int, after: String): Sales  me: User  tags: [Tag!]!  names: [String!] }
  type Sales { edges: [SaleEdge!]! nodes: [Sale!]! }
  type SaleEdge { node: Sale! }
  type Sale { id: ID! lines: [Line!]! user: User }
  type Line { quantity: Int product: Product }
  type Product { name: String }
  type User { id: ID! sales(first: Int): Sales }
  type Tag { name: String }
`);

function shape(query: string, atMost?: number) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return shapeOf(schema, document, operation, atMost);
}

describe('the cost of an operation', () => {
  const cost = (query: string, variables = {}) => shape(query).cost(variables);

  it('is the objects it may bring', () => {
    expect(cost('{ me { id } }')).toBe(1);
    expect(cost('{ tags { name } }')).toBe(5);
    expect(cost('{ names }')).toBe(0);
  });

  it('multiplies pages by their size, 20 unless said', () => {
    expect(cost('{ sales(first: 10) { edges { node { id } } } }')).toBe(1 + 10 * 2);
    expect(cost('{ sales { edges { node { id } } } }')).toBe(1 + 20 * 2);
    expect(cost('{ sales(first: 10) { nodes { lines { product { name } } } } }')).toBe(1 + 10 * (1 + 5 * 2));
  });

  it('reads page sizes from variables and their defaults', () => {
    const query = 'query ($first: Int = 3) { sales(first: $first) { nodes { id } } }';
    expect(cost(query, { first: 100 })).toBe(101);
    expect(cost(query)).toBe(4);
    expect(cost(query, { first: -5 })).toBe(21);
    expect(cost(query, { first: 'many' })).toBe(21);
  });

  it('multiplies pages inside pages', () => {
    expect(cost('{ sales(first: 100) { nodes { user { sales(first: 100) { nodes { id } } } } } }')).toBeGreaterThan(
      10_000,
    );
  });

  it('sees through fragments', () => {
    const plain = cost('{ sales(first: 7) { nodes { lines { quantity } } } }');
    expect(
      cost('{ sales(first: 7) { ...page } } fragment page on Sales { nodes { ... on Sale { lines { quantity } } } }'),
    ).toBe(plain);
  });
});

describe('the shape of an operation', () => {
  it('has depth, aliases and root fields', () => {
    const { depth, aliases, rootFields } = shape('{ a: me { x: id } b: me { id } sales { nodes { id } } __typename }');
    expect({ depth, aliases, rootFields }).toEqual({
      depth: 3,
      aliases: 3,
      rootFields: ['me', 'me', 'sales', '__typename'],
    });
  });

  it('is not read further than the limit of selections', () => {
    const doubling = Array.from({ length: 30 }, (_, i) => `fragment f${i} on User { ...f${i + 1} ...f${i + 1} }`).join(
      ' ',
    );
    expect(shape(`{ me { ...f0 } } ${doubling} fragment f30 on User { id }`, 1_000).selections).toBe(1_001);
  });
});
