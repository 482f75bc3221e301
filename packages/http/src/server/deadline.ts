/** Something over a network, or that depends on one, did not end in its time. The code is one that means "away, come again". */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'ETIMEDOUT';
  constructor(what: string, ms: number) {
    super(`${what} did not end within ${ms} ms`);
  }
}

/**
 * What `work` settles with, or a DeadlineError after `ms`: nothing waits for ever. The work itself is not stopped; where that matters,
 * `onLate` does it or takes what still comes.
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
      // What it settles with after this is nobody's business any more, or that of `onLate`.
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
