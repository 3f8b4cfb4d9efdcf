import {
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isInterfaceType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What an operation asks for, read once a document. */
export type OperationShape = {
  /** Fields once all fragments are spread, counted up to `atMost`. */
  selections: number;
  depth: number;
  aliases: number;
  /** Names of the root fields, once for each time they are asked for. */
  rootFields: string[];
  /** Objects asked for, with these variables: pages multiply by their size, other lists count as a handful. */
  cost(variables: Record<string, unknown>): number;
};

const DEFAULT_PAGE = 20;
const UNPAGED_LIST = 5;

type Cost = (variables: Record<string, unknown>) => number;

/**
 * Depth, aliases, root fields and cost of a validated operation. Introspection counts towards tokens only. Reading stops
 * behind `atMost` selections: fragments that spread each other double with every level.
 */
export function shapeOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  atMost = Number.POSITIVE_INFINITY,
): OperationShape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const defaults = defaultsOf(operation);
  let selections = 0;
  let depth = 0;
  let aliases = 0;
  const rootFields: string[] = [];

  function walk(set: SelectionSetNode, parent: GraphQLCompositeType, level: number, paged: boolean): Cost {
    const costs: Cost[] = [];
    for (const selection of set.selections) {
      if (selections > atMost) break;
      selections++;
      if (selection.kind === Kind.FIELD) {
        if (level === 1) rootFields.push(selection.name.value);
        if (selection.alias) aliases++;
        if (selection.name.value.startsWith('__')) continue;
        depth = Math.max(depth, level);
        costs.push(costOfField(selection, parent, level, paged));
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) continue;
      const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      costs.push(
        walk(fragment.selectionSet, condition && isCompositeType(condition) ? condition : parent, level, paged),
      );
    }
    return sum(costs);
  }

  function costOfField(field: FieldNode, parent: GraphQLCompositeType, level: number, paged: boolean): Cost {
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined;
    const type = definition && getNamedType(definition.type);
    if (!definition || !type || !isCompositeType(type) || !field.selectionSet) return () => 0;
    const takesPage = definition.args.some((arg) => arg.name === 'first');
    // `edges` and `nodes` of a page are not multiplied again: the page already was.
    const list = isList(definition.type) && !paged;
    const inner = walk(field.selectionSet, type, level + 1, takesPage);
    if (takesPage)
      return (variables) => 1 + pageOf(field, variables, defaults) * (list ? 1 + inner(variables) : inner(variables));
    return list ? (variables) => UNPAGED_LIST * (1 + inner(variables)) : (variables) => 1 + inner(variables);
  }

  const root = schema.getRootType(operation.operation);
  const cost = root ? walk(operation.selectionSet, root, 1, false) : () => 0;
  return { selections, depth, aliases, rootFields, cost };
}

function sum(costs: Cost[]): Cost {
  const [only] = costs;
  if (costs.length <= 1) return only ?? (() => 0);
  return (variables) => costs.reduce((total, cost) => total + cost(variables), 0);
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function defaultsOf(operation: OperationDefinitionNode): Map<string, number> {
  const defaults = new Map<string, number>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (defaultValue?.kind === Kind.INT) defaults.set(variable.name.value, Number(defaultValue.value));
  return defaults;
}

/** The page size as far as it is a positive number; what is not is refused where it is used. */
function pageOf(field: FieldNode, variables: Record<string, unknown>, defaults: Map<string, number>): number {
  const value = field.arguments?.find((arg) => arg.name.value === 'first')?.value;
  const asked =
    value?.kind === Kind.INT
      ? Number(value.value)
      : value?.kind === Kind.VARIABLE
        ? (variables[value.name.value] ?? defaults.get(value.name.value))
        : undefined;
  return typeof asked === 'number' && asked > 0 ? asked : DEFAULT_PAGE;
}
