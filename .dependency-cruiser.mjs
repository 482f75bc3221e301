/** What a test, or what helps one, imports is not delivered. */
const TESTS = '\\.test\\.tsx?$|^packages/[^/]+/testing/';
const PRODUCT = '^(packages|services|lambdas)/';

/**
 * The boundaries of this repository, checked by `make lint`. What a package may use stands in its package.json; what stands here holds for all
 * of them. scripts/boundaries.ts looks besides for packages that use each other in a circle, and draws docs/architecture.md.
 * @type {import('dependency-cruiser').IConfiguration}
 */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment:
        'None of these files can be read or tested without the others. What they share goes into a file of its own; types count too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-deep-import',
      comment:
        'A package is used by its name and one of its doors (`exports`), so that whatever is behind them can change.',
      severity: 'error',
      from: {
        path: '^(?:packages/([^/]+)/|services/|lambdas/|scripts/|localstack/|tests/)',
        // Replaces the module that reads the names of the built files, which it can only name by its path.
        pathNot: '^tests/doors/services\\.ts$',
      },
      to: {
        path: '^packages/',
        pathNot: '^packages/$1/',
        dependencyTypes: ['local'],
        dependencyTypesNot: ['aliased-workspace'],
      },
    },
    {
      name: 'no-undeclared-package',
      comment: 'Product code uses what the package.json of its folder names under `dependencies`.',
      severity: 'error',
      from: { path: PRODUCT, pathNot: TESTS },
      // Types alone are read by the compiler, a tool of the root.
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional'],
        pathNot: '^node_modules/@types/',
      },
    },
    {
      name: 'not-resolved',
      comment: 'There is no such file, package or door.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'packages-know-no-service',
      comment: 'Services and functions are made of packages, not the other way round.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(services|lambdas)/' },
    },
    {
      name: 'services-stand-alone',
      comment:
        'Services and functions run apart and know of each other by queues and HTTP alone. What two of them share goes into a package.',
      severity: 'error',
      from: { path: '^((?:services|lambdas)/[^/]+)/' },
      to: { path: '^(services|lambdas)/', pathNot: '^$1/' },
    },
    {
      name: 'product-knows-no-tools',
      comment: 'What is delivered does not stand on what builds, emulates or tests it.',
      severity: 'error',
      from: { path: PRODUCT, pathNot: TESTS },
      to: { path: ['^(scripts|localstack|tests)/', TESTS] },
    },
    {
      name: 'tools-know-no-tests',
      comment: 'Scripts and the local stack run without the tests.',
      severity: 'error',
      // `make test` runs the tests, and shares them out as tests/where.ts says.
      from: {
        path: '^(scripts|localstack)/',
        pathNot: [TESTS, '^scripts/(test|mutants|spec|openapi|provider|boundaries|alarms|cloud|plan)\\.ts$'],
      },
      to: { path: ['^tests/', TESTS] },
    },
    {
      name: 'the-stack-knows-no-scripts',
      comment: 'Scripts start and use the local stack, not the other way round.',
      severity: 'error',
      from: { path: '^localstack/', pathNot: TESTS },
      to: { path: '^scripts/' },
    },
    {
      name: 'scripts-know-no-service',
      comment: 'A script needs what a service shares: that goes into a package.',
      severity: 'error',
      // The chart hands the nightly jobs exactly the variables that these read.
      from: { path: '^(scripts|localstack)/', pathNot: [TESTS, '^scripts/delivery/chart/rules/secrets\\.ts$'] },
      to: { path: '^(services|lambdas)/' },
    },
    {
      name: 'the-domain-stands-alone',
      comment: 'What may happen to an application is decided without database, queue or HTTP.',
      severity: 'error',
      from: { path: '^packages/domain/', pathNot: TESTS },
      to: { path: PRODUCT, pathNot: '^packages/domain/' },
    },
    {
      name: 'foundations-know-the-domain-alone',
      comment: 'http and judge are what services and functions are built on.',
      severity: 'error',
      from: { path: '^packages/(http|judge)/', pathNot: TESTS },
      to: { path: PRODUCT, pathNot: '^packages/(domain|$1)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types count, and imports that only the compiler sees. Of the parsers that can read them, this one does without an older TypeScript.
    tsPreCompilationDeps: true,
    parser: 'swc',
    // The nearest package.json, not those above it as well.
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
