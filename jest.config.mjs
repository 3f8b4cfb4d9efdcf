/** Three prices of tests, told by the suffix: pure (`.test.ts`), with PostgreSQL (`.int.test.ts`), whole system (`.e2e.test.ts`). */
const roots = ['packages', 'subgraphs', 'gateway', 'workers', 'system', 'web', 'tools', 'k6'].map(
  (folder) => `<rootDir>/${folder}`,
);

const common = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.data/'],
  roots,
};

export default {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['**/*.test.ts', '**/*.test.tsx'],
      testPathIgnorePatterns: [...common.testPathIgnorePatterns, '\\.(int|e2e)\\.test\\.ts$'],
    },
    { ...common, displayName: 'int', testMatch: ['**/*.int.test.ts'] },
    { ...common, displayName: 'e2e', testMatch: ['**/*.e2e.test.ts'] },
  ],
  globalSetup: '<rootDir>/jest.setup.mjs',
  globalTeardown: '<rootDir>/jest.teardown.mjs',
  testTimeout: 30_000,
  collectCoverageFrom: [
    '{packages,subgraphs}/*/src/**/*.ts',
    '{gateway,workers,system}/src/**/*.ts',
    '!**/*.test.ts',
    '!**/generated/**',
    '!**/__generated__/**',
    // Entries of processes: the end-to-end suites start them as processes of their own.
    '!**/src/main.ts',
    '!system/src/{fleet,migrate,reconcile}.ts',
  ],
  coverageDirectory: '<rootDir>/coverage',
  coverageReporters: ['json-summary', 'lcov', 'text-summary'],
  coverageThreshold: { global: { lines: 80 } },
};
