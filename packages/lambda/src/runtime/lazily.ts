import type { Context } from 'aws-lambda';

export type LambdaHandler<Event, Answer> = (event: Event, context: Context) => Promise<Answer>;

/**
 * A handler that is created at the first invocation. A missing variable is then an error of an invocation, named in its
 * log and answer, instead of a module that "could not be loaded".
 */
export function lazily<Event, Answer>(create: () => LambdaHandler<Event, Answer>): LambdaHandler<Event, Answer> {
  let handler: LambdaHandler<Event, Answer> | undefined;
  return async (event, context) => {
    handler ??= create();
    return handler(event, context);
  };
}
