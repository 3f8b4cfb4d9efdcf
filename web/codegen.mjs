import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Types of the shop's operations, for @graphql-codegen/cli. Types only, nothing that runs: the documents stand beside the
 * components that ask them, and `TypedDocumentNode` ties the two together.
 */
export default {
  schema: path('../gateway/supergraph.graphql'),
  documents: [path('src/**/*.{ts,tsx}')],
  generates: {
    [path('src/__generated__/operations.ts')]: {
      plugins: ['typescript-operations'],
      config: {
        // A component sees the fields of its own fragment only (Apollo Client's data masking).
        inlineFragmentTypes: 'mask',
        customDirectives: { apolloUnmask: true },
        nonOptionalTypename: true,
        skipTypeNameForRoot: true,
        enumType: 'string-literal',
        useTypeImports: true,
        defaultScalarType: 'unknown',
        scalars: { DateTime: 'string', SafeInt: 'number', CurrencyCode: 'string', JSON: 'unknown' },
      },
    },
  },
};
