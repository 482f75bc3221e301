/** Settings that the services of a test stack have in addition to, or instead of, those of `make up`. */
export const TEST_SERVICE_ENV: Record<string, string> = {
  // A lost command is asked again while a test waits for it; but ever more rarely, or a broken function would be buried in questions.
  ASK_AGAIN_SECONDS: '2,5,15',
  // All tests come from one address and share the demo's parent. tests/integration/access/limits.test.ts tests the real limits.
  LIMITS: 'wrong-credential=off,sign-in-address=off,reset-address=off,command-parent=off,command-recipient=off',
};
