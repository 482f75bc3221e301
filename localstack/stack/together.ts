/**
 * Runs tasks concurrently. When one fails, or `outer` aborts, the signal that all of them share aborts too. The first error is thrown only
 * after the last task has ended, so nothing keeps running while the caller cleans up.
 */
export async function together(
  outer: AbortSignal | undefined,
  begin: (signal: AbortSignal) => Promise<unknown>[],
): Promise<void> {
  const inner = new AbortController();
  const abort = () => inner.abort();
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort, { once: true });
  const work = begin(inner.signal);
  try {
    await Promise.all(work);
  } catch (error) {
    abort();
    await Promise.allSettled(work);
    throw error;
  } finally {
    outer?.removeEventListener('abort', abort);
  }
}
