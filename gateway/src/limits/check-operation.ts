import { GraphQLError, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { Limits } from './limits.ts';
import { shapeOf, type OperationShape } from './operation-cost.ts';

export type CheckOperation = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
) => OperationShape;

function tooComplex(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'QUERY_TOO_COMPLEX', http: { status: 400 } } });
}

/** Refuses an operation that asks for too much, before any subgraph hears of it: QUERY_TOO_COMPLEX with the way out. */
export function createOperationCheck(schema: GraphQLSchema, limits: Limits): CheckOperation {
  const shapes = new WeakMap<OperationDefinitionNode, OperationShape>();
  return (document, operation, variables) => {
    let shape = shapes.get(operation);
    if (!shape) shapes.set(operation, (shape = shapeOf(schema, document, operation, limits.selections)));
    if (shape.selections > limits.selections)
      throw tooComplex(
        `The operation has more than ${limits.selections} fields once its fragments are spread. Ask for less at a time.`,
      );
    if (shape.depth > limits.depth)
      throw tooComplex(
        `The operation is ${shape.depth} fields deep; at most ${limits.depth} are allowed. Ask in two steps.`,
      );
    if (shape.aliases > limits.aliases)
      throw tooComplex(`The operation has ${shape.aliases} aliases; at most ${limits.aliases} are allowed.`);
    if (shape.rootFields.length > limits.rootFields)
      throw tooComplex(
        `The operation has ${shape.rootFields.length} root fields; at most ${limits.rootFields} are allowed. Send several operations.`,
      );
    const cost = shape.cost(variables);
    if (cost > limits.cost)
      throw tooComplex(
        `The operation asks for up to ${cost} objects; at most ${limits.cost} are allowed. Ask for smaller pages (first) or fewer levels.`,
      );
    return shape;
  };
}
