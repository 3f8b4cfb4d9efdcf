import { scalars } from '@comptoir/graphql-kit';
import { isScalarType, type GraphQLSchema } from 'graphql';

/**
 * Gives the scalars of the API schema the parsers that subgraphs use, so that a malformed value is refused before any
 * work, whether it comes as a literal or a variable.
 */
export function withScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const known of [scalars.DateTime, scalars.SafeInt, scalars.CurrencyCode]) {
    const type = schema.getType(known.name);
    if (!isScalarType(type)) continue;
    type.parseValue = known.parseValue;
    type.parseLiteral = known.parseLiteral;
  }
  return schema;
}
