/** What the services of a test stack have beside, or instead of, the settings of `make up`. */
export const TEST_SERVICE_ENV: Record<string, string> = {
  // What is lost is asked for again while a test waits for it; ever more rarely, or a broken function would be buried in questions.
  ASK_AGAIN_SECONDS: '2,5,15',
  // All tests come from one address, and the demo's parent is one for all; tests/integration/access/limits.test.ts has processes with the limits as they are.
  LIMITS: 'wrong-credential=off,sign-in-address=off,reset-address=off,command-parent=off,command-recipient=off',
};
