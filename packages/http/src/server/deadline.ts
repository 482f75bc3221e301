/**
 * A network operation, or one that depends on the network, did not end in time. The code means "unavailable, come
 * again".
 */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'ETIMEDOUT';
  constructor(what: string, ms: number) {
    super(`${what} did not end within ${ms} ms`);
  }
}

/**
 * Settles like `work`, or with a DeadlineError after `ms`: nothing waits for ever. The work itself is not stopped;
 * where that matters, `onLate` stops it or handles its late result.
 */
export async function within<Result>(
  what: string,
  ms: number,
  work: Promise<Result>,
  onLate: (late: Promise<Result>) => void = () => {},
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      // A later result is ignored, or left to `onLate`.
      work.catch(() => {});
      onLate(work);
      reject(new DeadlineError(what, ms));
    }, ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
