/**
 * Runs pieces of work beside each other. When one fails, or `outer` is raised, the signal that all of them got is raised, and
 * only when the last has ended is the first error thrown: nothing goes on behind the back of whoever cleans up.
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
