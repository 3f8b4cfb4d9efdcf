import type { GraphQLCodegenDataMasking } from '@apollo/client/masking';

declare module '@apollo/client' {
  /** A component can read the fields of its own fragment, and no others. */
  export interface TypeOverrides extends GraphQLCodegenDataMasking.TypeOverrides {}

  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      /** A page shows what could be read, and says what could not. */
      interface WatchQuery {
        errorPolicy: 'all';
      }
    }
  }
}
