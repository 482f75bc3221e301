import { createApplicationTable } from '@enterwait/judge/table';
import { consumerDependencies, createJudgeConsumer, type JudgeConsumerDependencies } from '@enterwait/lambda/consumer';
import { createEventBus } from '@enterwait/lambda/publishing';
import {
  createDocumentClient,
  createEventBridgeClient,
  lazily,
  readEnvironment,
  type Variables,
} from '@enterwait/lambda/runtime';

export function dependenciesFrom(variables: Variables): JudgeConsumerDependencies {
  const environment = readEnvironment('SQSToDynamoDB', variables);
  const { EVENT_BUS_NAME: busName, RETELL_AFTER_SECONDS: retellAfterSeconds } = environment;
  return {
    ...consumerDependencies(environment),
    table: createApplicationTable(createDocumentClient(), environment.TABLE_NAME),
    now: () => new Date(),
    republishing:
      busName === undefined
        ? undefined
        : {
            bus: createEventBus({ client: createEventBridgeClient(), busName, random: Math.random }),
            afterMs: retellAfterSeconds * 1000,
          },
  };
}

/** SQSToDynamoDB: judges every command of the FIFO queue and writes the verdict into the table. */
export const handler = lazily(() => createJudgeConsumer(dependenciesFrom(process.env)));
