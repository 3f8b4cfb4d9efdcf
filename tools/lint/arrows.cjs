/** Who may import whom (ARCHITECTURE.md says why). Run from the root: `node tools/check.mjs arrows`. */
const RESOLVES = {
  exportsFields: ['exports'],
  conditionNames: ['import', 'node', 'default', 'types'],
  extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
};
const tests = '(^|/)(test|e2e|bench|chaos)/|[.]test[.]tsx?$|^packages/testing/';
const own = '^subgraphs/([^/]+)/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Modules that need each other at run time have no order to start in.',
      from: { pathNot: '/generated/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'contexts-apart',
      severity: 'error',
      comment: 'A subgraph never imports another: it asks through a port, an event or the graph.',
      from: { path: own },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'subgraphs-below-roots',
      severity: 'error',
      comment: 'A subgraph does not know who composes it.',
      from: { path: '^subgraphs/' },
      to: { path: '^(gateway|workers|system|web|scripts|tools)/' },
    },
    {
      name: 'packages-below-all',
      severity: 'error',
      comment: 'Packages know nothing of contexts and processes.',
      from: { path: '^packages/' },
      to: { path: '^(subgraphs|gateway|workers|system|web|scripts|tools)/' },
    },
    {
      name: 'kit-stands-alone',
      severity: 'error',
      comment: 'packages/kit is what domains are made of: it imports nothing of ours and nothing from npm.',
      from: { path: '^packages/kit/src/', pathNot: tests },
      to: { pathNot: '^packages/kit/src/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'pure-domain',
      severity: 'error',
      comment:
        'Rules import other rules, packages/kit and the words of packages/contracts. No database, no clock, no library.',
      from: { path: `${own}src/domain/`, pathNot: tests },
      to: { pathNot: '^(subgraphs/$1/src/domain|packages/kit|packages/contracts)/' },
    },
    {
      name: 'application-inward',
      severity: 'error',
      comment: 'Use cases name what they need as ports; they do not know who keeps it or who asks.',
      from: { path: `${own}src/application/`, pathNot: tests },
      to: {
        path: '^subgraphs/$1/src/((infrastructure|graphql|generated)/|(app|worker|main)[.]ts)|^node_modules/(pg|@prisma|bullmq|ioredis)/',
      },
    },
    {
      name: 'infrastructure-inward',
      severity: 'error',
      comment: 'What keeps data does not know the graph.',
      from: { path: `${own}src/infrastructure/`, pathNot: tests },
      to: { path: '^subgraphs/$1/src/(graphql/|(app|worker|main)[.]ts)' },
    },
    {
      name: 'graph-through-application',
      severity: 'error',
      comment: 'Resolvers call use cases and queries; of what keeps data they know the types of its answers only.',
      from: { path: `${own}src/graphql/`, pathNot: tests },
      to: {
        path: '^subgraphs/$1/src/((infrastructure|generated)/|(app|worker|main)[.]ts)|^node_modules/(pg|@prisma)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'clients-in-infrastructure',
      severity: 'error',
      comment: 'The generated Prisma client is a detail of infrastructure.',
      from: { path: own, pathNot: `${own}src/(infrastructure|generated)/|${tests}` },
      to: { path: '^subgraphs/[^/]+/src/generated/' },
    },
    {
      name: 'faces-of-contexts',
      severity: 'error',
      comment: 'From outside, a context is what its package.json exports: build function, worker, seed.',
      from: { path: '^(gateway|workers|system|scripts)/', pathNot: tests },
      to: { path: '^subgraphs/[^/]+/', pathNot: '^subgraphs/[^/]+/src/(app|worker|seed)[.]ts$' },
    },
    {
      name: 'faces-of-packages',
      severity: 'error',
      comment: 'A package is what its index exports.',
      from: { path: '^(packages|subgraphs|gateway|workers|system)/([^/]+)/', pathNot: tests },
      to: { path: '^packages/([^/]+)/src/', pathNot: '^packages/$2/|^packages/[^/]+/src/(index|database)[.]ts$' },
    },
    {
      name: 'web-over-graphql',
      severity: 'error',
      comment: 'The browser knows the graph and nothing else of ours.',
      from: { path: '^web/', pathNot: tests },
      to: { path: '^(packages|subgraphs|gateway|workers|system|scripts|tools)/' },
    },
    {
      name: 'features-apart',
      severity: 'error',
      comment: 'A feature of the web app uses another through its index only.',
      from: { path: '^web/src/features/([^/]+)/' },
      to: { path: '^web/src/features/', pathNot: '^web/src/features/$1/|^web/src/features/[^/]+/index[.]tsx?$' },
    },
    {
      name: 'tests-stay-out',
      severity: 'error',
      comment: 'What runs in production imports no test code.',
      from: { pathNot: `${tests}|^(tools|scripts|jest)` },
      to: { path: tests, pathNot: 'node_modules' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(generated|__generated__)/.*[.](js|wasm)$|[.]data/|/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: RESOLVES,
    moduleSystems: ['es6', 'cjs'],
  },
};
