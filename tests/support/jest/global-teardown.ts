/** Stops what the global setup has started; jest calls it after failed tests too. */
export default async function tearDown(): Promise<void> {
  await globalThis.stopTestStack?.();
}
