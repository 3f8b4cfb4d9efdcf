import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';

export type DocumentOutcome = { document: DocumentNode } | { errors: readonly GraphQLError[] };

/** The gateway sends the same few texts again and again: one for each fetch of a plan. */
const REMEMBERED_DOCUMENTS = 2_000;
const RULES = [...specifiedRules, NoSchemaIntrospectionCustomRule];

/** Parses and validates what the gateway asks, once a text. */
export function createSubgraphDocuments(schema: GraphQLSchema): (text: string) => DocumentOutcome {
  const known = new Map<string, { document: DocumentNode }>();
  return (text) => {
    const remembered = known.get(text);
    if (remembered) return remembered;
    const outcome = read(schema, text);
    if ('errors' in outcome) return outcome;
    if (known.size >= REMEMBERED_DOCUMENTS) known.clear();
    known.set(text, outcome);
    return outcome;
  };
}

function read(schema: GraphQLSchema, text: string): DocumentOutcome {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    return { errors: [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')] };
  }
  const errors = validate(schema, document, RULES);
  return errors.length > 0
    ? { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) }
    : { document };
}

export function withCode({ message, nodes, source, positions }: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}
