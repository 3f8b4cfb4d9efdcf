import { composeServices } from '@apollo/composition';
import { SHARED_SDL } from '@comptoir/graphql-kit';
import { concatAST, GraphQLError, parse, Source, type ASTNode } from 'graphql';

/** The SDL of one subgraph and the file that it came from (for messages). */
export type SubgraphSdl = { name: string; file: string; sdl: string };

export type Composition = { ok: true; supergraphSdl: string } | { ok: false; problems: string[] };

/** Where a node stands: the subgraph and its line, "shared" when it is in the part that all subgraphs have. */
function placeOf(node: ASTNode): string {
  const { loc } = node;
  const subgraph = (node as { subgraph?: string }).subgraph;
  const line = loc?.startToken.line;
  return `${subgraph ? `subgraph "${subgraph}", ` : ''}${loc?.source.name ?? 'unknown file'}${line ? `:${line}` : ''}`;
}

function describe(code: string, message: string, nodes: readonly ASTNode[] | undefined): string {
  const places = [...new Set((nodes ?? []).map(placeOf))];
  return `${code}: ${message}${places.map((place) => `\n    at ${place}`).join('')}`;
}

function parseSubgraph({ file, sdl }: SubgraphSdl) {
  return concatAST([parse(new Source(SHARED_SDL, 'shared SDL of packages/graphql-kit')), parse(new Source(sdl, file))]);
}

/**
 * Composes the subgraphs into one supergraph. A hint named INCONSISTENT_* is a fault: it stands for input fields that
 * vanish, enum values that nobody can send, or two descriptions of one thing. Problems name subgraph, file and line.
 */
export function composeSupergraph(subgraphs: readonly SubgraphSdl[]): Composition {
  const problems: string[] = [];
  const services = subgraphs.flatMap((subgraph) => {
    try {
      return [{ name: subgraph.name, typeDefs: parseSubgraph(subgraph), url: '' }];
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const line = error.locations?.[0]?.line;
      problems.push(`SYNTAX: ${error.message}\n    at subgraph "${subgraph.name}", ${subgraph.file}:${line ?? '?'}`);
      return [];
    }
  });
  if (problems.length > 0) return { ok: false, problems };

  const result = composeServices(services);
  if (result.errors) {
    return {
      ok: false,
      problems: result.errors.map((e) => describe(String(e.extensions.code ?? 'ERROR'), e.message, e.nodes)),
    };
  }
  const inconsistent = result.hints.filter((hint) => hint.definition.code.startsWith('INCONSISTENT_'));
  if (inconsistent.length > 0) {
    return {
      ok: false,
      problems: inconsistent.map((hint) => describe(hint.definition.code, hint.message, hint.nodes)),
    };
  }
  return { ok: true, supergraphSdl: `${result.supergraphSdl.trimEnd()}\n` };
}
