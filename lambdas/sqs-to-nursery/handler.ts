import { consumerDependencies, createDeliveryConsumer, httpDeliverer, type Routes } from '@enterwait/lambda/consumer';
import { type EnvironmentOf, lazily, readEnvironment } from '@enterwait/lambda/runtime';

/**
 * What the daycares' system receives: the actions of parents (or of an operator for them), at the endpoints of the wire contract; and the
 * results of its own commands, applied or refused, as outcomes.
 */
export const routesFrom = (environment: EnvironmentOf<'SQSToNursery'>): Routes => ({
  applied: { Request: environment.REQUEST_URL, Cancel: environment.CANCEL_URL },
  outcome: environment.OUTCOME_URL,
});

/** SQSToNursery: delivers the events of EventToNurseryQueue. */
export const handler = lazily(() => {
  const environment = readEnvironment('SQSToNursery', process.env);
  const dependencies = { ...consumerDependencies(environment), deliverer: httpDeliverer(environment) };
  return createDeliveryConsumer(routesFrom(environment), dependencies);
});
