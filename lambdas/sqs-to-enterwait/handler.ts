import { consumerDependencies, createDeliveryConsumer, httpDeliverer, type Routes } from '@enterwait/lambda/consumer';
import { type EnvironmentOf, lazily, readEnvironment } from '@enterwait/lambda/runtime';

/**
 * What the parents' system receives: the daycares' decisions, at the endpoints of the wire contract; and the results of parents' and
 * operators' commands, applied or refused, as outcomes.
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
