import type { Context } from 'aws-lambda';

export type LambdaHandler<Event, Answer> = (event: Event, context: Context) => Promise<Answer>;

/**
 * A handler that is made at the first invocation. A missing variable is then the error of an invocation, named in its
 * log and answer, and not a module that "could not be loaded".
 */
export function lazily<Event, Answer>(create: () => LambdaHandler<Event, Answer>): LambdaHandler<Event, Answer> {
  let handler: LambdaHandler<Event, Answer> | undefined;
  return async (event, context) => {
    handler ??= create();
    return handler(event, context);
  };
}
