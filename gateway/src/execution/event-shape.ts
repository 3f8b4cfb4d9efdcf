import {
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  typeFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { PlannedOperation } from './engine.ts';

/** The data as a client asked for it; null when it is not plain and needs the whole executor. */
export type EventShape = (data: unknown) => Record<string, unknown> | null;

type Shape = (value: unknown) => unknown;

/** The value has a hole, a type that is not known here, or something else that errors are told of. */
const NOT_PLAIN = Symbol('not plain');
/** The selection asks for something that depends on more than the payload. */
class NotShapeable extends Error {}

/**
 * Events of a subscription whose fields all belong to one subgraph come as the client asked for them; what is left is to
 * leave out what the planner added. Compiled once an operation. Null for operations that need more than that: fields of
 * other subgraphs, or fields under a condition.
 */
export function eventShapeOf(
  schema: GraphQLSchema,
  { document, operation, plan }: PlannedOperation,
): EventShape | null {
  const root = schema.getSubscriptionType();
  if (plan.node?.kind !== 'Subscription' || plan.node.rest || plan.node.primary.outputRewrites?.length || !root)
    return null;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  try {
    const shape = compile(schema, fragments, root, [operation.selectionSet]);
    return (data) => {
      const shaped = shape(data);
      return shaped === NOT_PLAIN ? null : (shaped as Record<string, unknown>);
    };
  } catch (error) {
    if (error instanceof NotShapeable) return null;
    throw error;
  }
}

function compile(
  schema: GraphQLSchema,
  fragments: Map<string, FragmentDefinitionNode>,
  root: GraphQLObjectType,
  selections: SelectionSetNode[],
): Shape {
  /** Fields of one response name, whether a fragment brought them or not. */
  function collect(type: GraphQLObjectType, set: SelectionSetNode, fields: Map<string, FieldNode[]>): void {
    for (const selection of set.selections) {
      if (selection.directives?.length) throw new NotShapeable();
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        // Not a name like others where it is set.
        if (name === '__proto__') throw new NotShapeable();
        fields.set(name, [...(fields.get(name) ?? []), selection]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment || fragment.directives?.length) throw new NotShapeable();
      const condition = fragment.typeCondition ? typeFromAST(schema, fragment.typeCondition) : type;
      if (condition === type || (isAbstractType(condition) && schema.isSubType(condition, type)))
        collect(type, fragment.selectionSet, fields);
    }
  }

  function objectShape(type: GraphQLObjectType, sets: SelectionSetNode[]): Shape {
    const fields = new Map<string, FieldNode[]>();
    for (const set of sets) collect(type, set, fields);
    const shapes = [...fields].map(([name, nodes]) => [name, fieldShape(type, nodes)] as const);
    return (value) => {
      if (typeof value !== 'object' || value === null) return NOT_PLAIN;
      const given = value as Record<string, unknown>;
      if (given.__typename !== undefined && given.__typename !== type.name) return NOT_PLAIN;
      const shaped: Record<string, unknown> = {};
      for (const [name, shape] of shapes) {
        const field = shape(given[name]);
        if (field === NOT_PLAIN) return NOT_PLAIN;
        shaped[name] = field;
      }
      return shaped;
    };
  }

  function fieldShape(parent: GraphQLObjectType, nodes: FieldNode[]): Shape {
    const name = nodes[0]?.name.value ?? '';
    if (name === '__typename') return () => parent.name;
    const field = parent.getFields()[name];
    if (!field) throw new NotShapeable();
    return typeShape(
      field.type,
      nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
    );
  }

  function typeShape(type: GraphQLOutputType, sets: SelectionSetNode[]): Shape {
    if (isNonNullType(type)) {
      const shape = typeShape(type.ofType, sets);
      return (value) => (value === null || value === undefined ? NOT_PLAIN : shape(value));
    }
    const shape = isListType(type) ? listShape(typeShape(type.ofType, sets)) : namedShape(type, sets);
    return (value) => (value === null || value === undefined ? null : shape(value));
  }

  function namedShape(type: GraphQLNamedOutputType, sets: SelectionSetNode[]): Shape {
    if (isLeafType(type)) return leafShape(type);
    return isObjectType(type) ? objectShape(type, sets) : abstractShape(type, sets);
  }

  /** The planner asks for the type's name wherever it may be one of several. */
  function abstractShape(type: GraphQLAbstractType, sets: SelectionSetNode[]): Shape {
    const shapes = new Map(schema.getPossibleTypes(type).map((member) => [member.name, objectShape(member, sets)]));
    return (value) => {
      const shape = shapes.get(String((value as Record<string, unknown>).__typename));
      return shape ? shape(value) : NOT_PLAIN;
    };
  }

  return objectShape(root, selections);
}

function listShape(shape: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return NOT_PLAIN;
    const shaped: unknown[] = [];
    for (const item of value) {
      const element = shape(item);
      if (element === NOT_PLAIN) return NOT_PLAIN;
      shaped.push(element);
    }
    return shaped;
  };
}

const BUILT_IN: Record<string, (value: unknown) => boolean> = {
  ID: (value) => typeof value === 'string',
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
  Float: (value) => typeof value === 'number',
};

function leafShape(type: GraphQLLeafType): Shape {
  const fits = isEnumType(type) ? (value: unknown) => type.getValue(String(value)) !== undefined : BUILT_IN[type.name];
  return fits ? (value) => (fits(value) ? value : NOT_PLAIN) : (value) => value;
}
