import { consumerDependencies, createDeliveryConsumer, httpDeliverer, type Routes } from '@enterwait/lambda/consumer';
import { type EnvironmentOf, lazily, readEnvironment } from '@enterwait/lambda/runtime';

/**
 * What the parents' system is told: what daycares decided, at the endpoints of the wire contract; how the commands of
 * parents and operators ended, applied or refused, as outcomes.
 */
export const routesFrom = (environment: EnvironmentOf<'SQSToEnterwait'>): Routes => ({
  applied: { Accept: environment.ACCEPT_URL, Reject: environment.REJECT_URL },
  outcome: environment.OUTCOME_URL,
});

/** SQSToEnterwait: delivers the events of EventToEnterwaitQueue. */
export const handler = lazily(() => {
  const environment = readEnvironment('SQSToEnterwait', process.env);
  const dependencies = { ...consumerDependencies(environment), deliverer: httpDeliverer(environment) };
  return createDeliveryConsumer(routesFrom(environment), dependencies);
});
