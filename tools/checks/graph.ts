/** Checks of the graph: that it composes, how its schemas are written, that operations fit it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as graphqlEslint from '@graphql-eslint/eslint-plugin';
import { ESLint } from 'eslint';
import {
  buildSchema,
  Kind,
  parse,
  print,
  validate,
  visit,
  type ASTNode,
  type OperationTypeNode,
  type TypeDefinitionNode,
} from 'graphql';
import { SHARED_SDL } from '../../packages/graphql-kit/src/schema.ts';
import { schemaRules } from '../lint/schema-rules.ts';
import { command, refuse, root, type Check } from './check.ts';

const schemaOf = (context: string) => `subgraphs/${context}/schema.graphql`;
const contexts = readdirSync(`${root}subgraphs`).filter((context) => existsSync(`${root}${schemaOf(context)}`));

/** What the federation library would add; the lint's parser knows no `@link`. */
const FEDERATION = `
  directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
  directive @shareable repeatable on OBJECT | FIELD_DEFINITION
  directive @external on OBJECT | FIELD_DEFINITION
  directive @requires(fields: String!) on FIELD_DEFINITION
  directive @provides(fields: String!) on FIELD_DEFINITION
  directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
  directive @tag(name: String!) repeatable on FIELD_DEFINITION | INTERFACE | OBJECT | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`;

/** One plain schema of a subgraph: shared part and own part, without what only composition reads. */
function standalone(context: string): string {
  const shared = visit(parse(SHARED_SDL), { [Kind.SCHEMA_EXTENSION]: () => null });
  return `${FEDERATION}\n${print(shared)}\n${readFileSync(`${root}${schemaOf(context)}`, 'utf8')}`;
}

async function lintSchemas(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'comptoir-schemas-'));
  try {
    const projects = Object.fromEntries(
      contexts.map((context) => {
        const schema = join(folder, `${context}.graphql`);
        writeFileSync(schema, standalone(context));
        return [context, { schema, include: schemaOf(context) }];
      }),
    );
    const eslint = new ESLint({
      cwd: root,
      overrideConfigFile: true,
      overrideConfig: {
        files: ['**/*.graphql'],
        plugins: { graphql: graphqlEslint as unknown as ESLint.Plugin },
        languageOptions: { parser: graphqlEslint.parser, parserOptions: { graphQLConfig: { projects } } },
        rules: schemaRules,
      },
    });
    const results = await eslint.lintFiles(contexts.map(schemaOf));
    refuse(
      results.flatMap(({ filePath, messages }) =>
        messages.map((m) => `${filePath.slice(root.length)}:${m.line} ${m.message} (${m.ruleId ?? 'parse'})`),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ROOTS = ['Query', 'Mutation', 'Subscription'];
const isType = (node: ASTNode): node is TypeDefinitionNode => node.kind.endsWith('TypeDefinition');

/** What holds for a type over all subgraphs together: somebody describes it, something leads to it, entities have ids. */
function checkTypes(): void {
  const definitions = contexts.flatMap((context) =>
    parse(readFileSync(`${root}${schemaOf(context)}`, 'utf8'))
      .definitions.filter(isType)
      .map((node) => ({ context, node })),
  );
  const named = new Map<string, typeof definitions>();
  for (const one of definitions) named.set(one.node.name.value, [...(named.get(one.node.name.value) ?? []), one]);

  const reached = new Set<string>();
  const waiting = [...ROOTS];
  for (let name = waiting.pop(); name; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const { node } of named.get(name) ?? []) visit(node, { NamedType: (to) => void waiting.push(to.name.value) });
  }

  const faults: string[] = [];
  for (const [name, parts] of named) {
    if (ROOTS.includes(name)) continue;
    const where = `${name} (${parts.map((part) => part.context).join(', ')})`;
    if (!parts.some(({ node }) => node.description)) faults.push(`${where} is described nowhere`);
    if (!reached.has(name)) faults.push(`${where}: no field leads to it`);
    for (const { context, node } of parts) {
      const isEntity = node.directives?.some((directive) => directive.name.value === 'key');
      if (!isEntity || !('fields' in node)) continue;
      const id = (node.fields ?? []).find((field) => field.name.value === 'id');
      if (id && print(id.type) !== 'ID!') faults.push(`${name}.id of ${context} is ${print(id.type)}, not ID!`);
    }
  }
  refuse(faults);
}

/** docs/operations holds a valid example for each field at the root of the graph. */
function operationsFit(): void {
  const schema = buildSchema(readFileSync(`${root}gateway/supergraph.graphql`, 'utf8'), { assumeValidSDL: true });
  const faults: string[] = [];
  const shown = new Set<string>();
  for (const file of readdirSync(`${root}docs/operations`).filter((name) => name.endsWith('.graphql'))) {
    const document = parse(readFileSync(`${root}docs/operations/${file}`, 'utf8'));
    faults.push(
      ...validate(schema, document).map(
        ({ message, locations }) => `docs/operations/${file}:${locations?.[0]?.line} ${message}`,
      ),
    );
    for (const node of document.definitions)
      if (node.kind === Kind.OPERATION_DEFINITION)
        for (const field of node.selectionSet.selections)
          if (field.kind === Kind.FIELD) shown.add(`${node.operation} ${field.name.value}`);
  }
  for (const operation of ['query', 'mutation', 'subscription'] as const)
    for (const name of Object.keys(schema.getRootType(operation as OperationTypeNode)?.getFields() ?? {}))
      if (!shown.has(`${operation} ${name}`)) faults.push(`docs/operations shows no ${operation} ${name}`);
  refuse(faults);
}

export const graphChecks: Check[] = [
  {
    name: 'composition',
    run: () => command(process.execPath, ['--import', 'tsx', 'gateway/src/compose.ts', '--check']),
  },
  { name: 'schema style', run: lintSchemas },
  { name: 'docs: operations', run: operationsFit },
  { name: 'types of the schemas', run: checkTypes },
];
