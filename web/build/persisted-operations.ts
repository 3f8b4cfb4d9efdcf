import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloClient, ApolloLink, gql, InMemoryCache, Observable, type DocumentNode } from '@apollo/client';
import { print, type OperationDefinitionNode } from 'graphql';
import type { Plugin } from 'vite';

type Manifest = {
  format: 'apollo-persisted-query-manifest';
  version: 1;
  operations: { id: string; name: string; type: string; body: string }[];
};

/** A document in our sources: a constant of the module that is made of one template. */
const DOCUMENT = /const (\w+)(?::[^=]+)?\s*=\s*gql`([^`]*)`/g;

/** Every document of the sources below a folder, by the name of its constant. */
function readDocuments(folder: string): Map<string, DocumentNode> {
  const templates = new Map<string, string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file) || file.includes('.test.')) continue;
    for (const [, name = '', template = ''] of readFileSync(join(folder, file), 'utf8').matchAll(DOCUMENT)) {
      if (templates.has(name)) throw new Error(`Two documents are called ${name}: one is in ${file}. Rename it.`);
      templates.set(name, template);
    }
  }

  const documents = new Map<string, DocumentNode>();
  function documentOf(name: string): DocumentNode {
    const known = documents.get(name);
    if (known) return known;
    const template = templates.get(name);
    if (template === undefined) throw new Error(`A document includes \${${name}}, which is none.`);
    const [first = '', ...rest] = template.split(/\$\{\w+\}/);
    const included = [...template.matchAll(/\$\{(\w+)\}/g)].map(([, other = '']) => documentOf(other));
    const document = gql([first, ...rest], ...included);
    documents.set(name, document);
    return document;
  }
  for (const name of templates.keys()) documentOf(name);
  return documents;
}

const operationOf = (document: DocumentNode): OperationDefinitionNode | undefined =>
  document.definitions.find((definition) => definition.kind === 'OperationDefinition');

function send(client: ApolloClient, document: DocumentNode): unknown {
  const operation = operationOf(document)?.operation;
  if (operation === 'query') return client.query({ query: document, fetchPolicy: 'no-cache' });
  if (operation === 'mutation') return client.mutate({ mutation: document, fetchPolicy: 'no-cache' });
  if (operation === 'subscription')
    client.subscribe({ query: document, fetchPolicy: 'no-cache' }).subscribe({ error: () => {} });
  return null;
}

/** The operations of the app, letter by letter as its client sends them. */
export async function persistedOperations(folder: string): Promise<Manifest> {
  const sent: DocumentNode[] = [];
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    dataMasking: true,
    defaultOptions: { watchQuery: { errorPolicy: 'all' } },
    link: new ApolloLink(({ query }) => {
      sent.push(query);
      return new Observable((observer) => observer.complete());
    }),
  });
  // Nothing answers, which is an error of each: by then it has been sent.
  await Promise.allSettled([...readDocuments(folder).values()].map((document) => send(client, document)));
  const operations = sent.map((document) => {
    const body = print(document);
    const { name, operation } = operationOf(document) as OperationDefinitionNode;
    return { id: createHash('sha256').update(body).digest('hex'), name: name?.value ?? '', type: operation, body };
  });
  return {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: operations.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Puts the list beside the app: with it a gateway answers these operations and no others (PERSISTED_OPERATIONS_FILE). */
export function persistedOperationsPlugin(folder: string): Plugin {
  return {
    name: 'persisted-operations',
    apply: 'build',
    async generateBundle() {
      const source = `${JSON.stringify(await persistedOperations(folder), null, 2)}\n`;
      this.emitFile({ type: 'asset', fileName: 'persisted-operations.json', source });
    },
  };
}
