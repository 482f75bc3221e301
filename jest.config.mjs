const byType = (jsc) => [
  '@swc/jest',
  {
    jsc: { target: 'es2024', experimental: { keepImportAttributes: true }, ...jsc },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.ts$': byType({ parser: { syntax: 'typescript' } }),
    // Pages: the same JSX as tsconfig.json and scripts/build.ts have it.
    '^.+\\.tsx$': byType({
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic', importSource: 'preact' } },
    }),
  },
};

/** `unit` needs nothing but Node; `integration` runs on the stack that its global setup starts (either kind). */
export default {
  // `make coverage`: what runs in the cluster and in Lambda. The stack's suites run it in processes of their own, and are not counted here.
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'html-spa'],
  collectCoverageFrom: ['{packages,services,lambdas}/**/*.{ts,tsx}', '!**/*.test.{ts,tsx}'],
  // What was measured, less a little.
  coverageThreshold: {
    global: { lines: 79, branches: 88, functions: 62 },
    './packages/domain/': { lines: 99, branches: 95, functions: 99 },
  },
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{packages,services,lambdas,scripts,localstack,tests/{docs,doors,model,mutants,repository,runner,spec,support,wire}}/**/*.test.{ts,tsx}',
      ],
      setupFilesAfterEnv: ['<rootDir>/tests/support/jest/unit-timeout.ts'],
    },
    {
      ...shared,
      // A checkout of its own for each case, on a machine made hostile.
      displayName: 'machines',
      testMatch: ['<rootDir>/tests/{machines,account}/**/*.test.ts'],
      setupFilesAfterEnv: ['<rootDir>/tests/support/jest/timeouts.ts'],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/tests/{integration,browser,faults}/**/*.test.ts'],
      globalSetup: '<rootDir>/tests/support/jest/global-setup.ts',
      globalTeardown: '<rootDir>/tests/support/jest/global-teardown.ts',
      setupFilesAfterEnv: [
        '<rootDir>/tests/support/jest/timeouts.ts',
        '<rootDir>/tests/support/jest/after-each-file.ts',
      ],
    },
  ],
};
