import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js';
import { parse, type GraphQLSchema } from 'graphql';
import { observeQueries } from './observe.ts';
import { scalars } from './scalars.ts';

/** What all subgraphs share, to the letter: federation directives, scalars, money, pages and problems. */
export const SHARED_SDL = /* GraphQL */ `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.9"
      import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag"]
    )

  "A moment, ISO 8601 in UTC."
  scalar DateTime
  "A whole number up to 2^53 - 1: sums of money do not fit 32 bits."
  scalar SafeInt
  "ISO 4217, for example CAD."
  scalar CurrencyCode
  "Any JSON value."
  scalar JSON

  "An amount in minor units (cents), never a fraction."
  type Money @shareable {
    "Cents, or whatever the smallest unit of the currency is."
    amountMinor: SafeInt!
    "The currency of the amount."
    currency: CurrencyCode!
  }

  "Where a page stands in its list."
  type PageInfo @shareable {
    "Whether there is more after this page."
    hasNextPage: Boolean!
    "Whether there is something before this page."
    hasPreviousPage: Boolean!
    "Cursor of the first edge."
    startCursor: String
    "Cursor of the last edge: pass it as after to go on."
    endCursor: String
  }

  "Why a wish was refused: nothing was changed."
  interface Problem {
    "A sentence for a person."
    message: String!
    "A stable name for code."
    code: String!
  }

  "One input field and what is wrong with it."
  type FieldProblem @shareable {
    "Where the field stands in the input, outermost first."
    path: [String!]!
    "What is wrong with it and what is allowed."
    message: String!
  }

  "The input has the right types but values that make no sense."
  type ValidationProblem implements Problem @shareable {
    "A sentence for a person."
    message: String!
    "VALIDATION"
    code: String!
    "Every field that is wrong."
    fields: [FieldProblem!]!
  }

  "Something that the input names does not exist."
  type NotFoundProblem implements Problem @shareable {
    "A sentence for a person."
    message: String!
    "NOT_FOUND"
    code: String!
    "The id that was not found."
    id: ID!
  }

  "It was changed meanwhile: read it again and decide again."
  type ConflictProblem implements Problem @shareable {
    "A sentence for a person."
    message: String!
    "CONFLICT"
    code: String!
    "The version it has now."
    currentVersion: Int!
  }
`;

/**
 * The executable schema of one subgraph: the shared part, its own SDL, its resolvers. With the name of the process its root
 * queries are counted and timed.
 */
export function buildContextSchema(sdl: string, resolvers: GraphQLResolverMap<never>, service?: string): GraphQLSchema {
  const own: GraphQLResolverMap<unknown> = { ...scalars, ...(resolvers as GraphQLResolverMap<unknown>) };
  const { Query } = resolvers as { Query?: Parameters<typeof observeQueries>[1] };
  if (service && Query) own.Query = observeQueries(service, Query) as GraphQLResolverMap<unknown>[string];
  return buildSubgraphSchema([{ typeDefs: parse(SHARED_SDL) }, { typeDefs: parse(sdl), resolvers: own }]);
}
