import type { Linter } from 'eslint';

/** How the graph is written: the rules of names, words and shapes that a machine can check. */
export const schemaRules: Linter.RulesRecord = {
  'graphql/naming-convention': [
    'error',
    {
      types: 'PascalCase',
      FieldDefinition: 'camelCase',
      InputValueDefinition: 'camelCase',
      DirectiveDefinition: 'camelCase',
      EnumValueDefinition: 'UPPER_CASE',
      'FieldDefinition[parent.name.value=Query]': { forbiddenPrefixes: ['get', 'all', 'list'] },
    },
  ],
  'graphql/require-description': [
    'error',
    { FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true, rootField: true },
  ],
  'graphql/input-name': [
    'error',
    { checkInputType: true, caseSensitiveInputType: false, checkQueries: false, checkMutations: true },
  ],
  'graphql/relay-edge-types': [
    'error',
    { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
  ],
  'graphql/relay-connection-types': ['error'],
  'graphql/require-deprecation-reason': ['error'],
  'graphql/require-deprecation-date': ['error'],
  'graphql/no-hashtag-description': ['error'],
  'graphql/no-duplicate-fields': ['error'],
  'graphql/require-nullable-result-in-root': ['error'],
  'graphql/no-scalar-result-type-on-mutation': ['error'],
  'graphql/unique-enum-value-names': ['error'],
};
