import { consumerDependencies } from '@enterwait/lambda/consumer';
import { createEventBus, createPublisher, type PublisherDependencies } from '@enterwait/lambda/publishing';
import { createEventBridgeClient, lazily, readEnvironment, type Variables } from '@enterwait/lambda/runtime';

export function dependenciesFrom(variables: Variables): PublisherDependencies {
  const environment = readEnvironment('DynamoDBToEventBridge', variables);
  const { parking, logger, metrics, random } = consumerDependencies(environment);
  const bus = createEventBus({ client: createEventBridgeClient(), busName: environment.EVENT_BUS_NAME, random });
  return { bus, parking, logger, metrics };
}

/** DynamoDBToEventBridge: publishes every judged event of the table's stream on the bus. */
export const handler = lazily(() => createPublisher(dependenciesFrom(process.env)));
