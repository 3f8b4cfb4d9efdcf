/** House rules that a machine can check. Run from the root: `node tools/check.mjs lint`. */
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const tests = [
  '**/test/**',
  '**/*.test.ts',
  '**/*.test.tsx',
  '**/e2e/**',
  '**/bench/**',
  'system/chaos/**',
  'packages/testing/**',
];
// Configuration, and what hands the environment on to servers that it starts.
const atTheEdge = [
  'system/src/local/**',
  '**/config.ts',
  '**/*-config.ts',
  'scripts/**',
  'tools/**',
  'jest.*.mjs',
  '**/*.config.ts',
  ...tests,
];

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/generated/', '**/__generated__/', '**/dist/', '**/.data/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/../..` } },
    rules: {
      'no-undef': 'off', // tsc knows better
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, arguments: false, properties: false } },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        globalThis: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
      },
    },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment in config.ts only.' },
      ],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: tests,
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/only-throw-error': 'off',
    },
  },
  // Declarations that other people's types are merged with.
  {
    files: ['**/*.d.ts'],
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
    },
  },
  { files: atTheEdge, rules: { 'no-restricted-properties': 'off' } },
  // What talks to a person at a terminal, and what other tools load by its default export.
  { files: ['scripts/**', 'tools/**', '**/bench/**', 'jest.*.mjs'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.config.{ts,mjs}', 'jest.*.mjs', 'tools/**', 'k6/*.ts', 'web/codegen.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
