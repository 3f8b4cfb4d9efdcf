import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';

export type DocumentOutcome = { document: DocumentNode } | { errors: readonly GraphQLError[] };

const CACHE_CHARACTERS = 8 * 1024 * 1024;
const SUGGESTION = / ?Did you mean(.+?)\?$/;

/**
 * Parses and validates what comes over a socket, once a text: good documents and faulty ones alike. A document keeps its
 * identity while it is remembered, and with it its plan. (Over HTTP Apollo Server does this.)
 */
export function createDocuments({
  schema,
  tokens,
  introspection,
}: {
  schema: GraphQLSchema;
  tokens: number;
  introspection: boolean;
}): (text: string) => DocumentOutcome {
  const known = new LRUCache<string, DocumentOutcome>({
    maxSize: CACHE_CHARACTERS,
    sizeCalculation: (_outcome, text) => text.length + 1,
  });
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];

  function read(text: string): DocumentOutcome {
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: tokens });
    } catch (error) {
      return { errors: [coded(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')] };
    }
    try {
      const errors = validate(schema, document, rules);
      if (errors.length === 0) return { document };
      return {
        errors: errors.map((error) =>
          coded(
            error,
            'GRAPHQL_VALIDATION_FAILED',
            introspection ? error.message : error.message.replace(SUGGESTION, ''),
          ),
        ),
      };
    } catch (error) {
      // graphql-js throws instead of answering when the root of a subscription has a variable @skip or @include.
      return { errors: [coded(error as Error, 'GRAPHQL_VALIDATION_FAILED')] };
    }
  }

  return (text) => {
    let outcome = known.get(text);
    if (!outcome) known.set(text, (outcome = read(text)));
    return outcome;
  };
}

function coded(error: Error, code: string, message = error.message): GraphQLError {
  const { nodes, source, positions } = error instanceof GraphQLError ? error : {};
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}
