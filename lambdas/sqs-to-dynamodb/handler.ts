import {
  consumerDependencies,
  createApplicationTable,
  createDocumentClient,
  createJudgeConsumer,
  type JudgeConsumerDependencies,
  lazily,
  readEnvironment,
  type Variables,
} from '@enterwait/pipeline';

/** SQSToDynamoDB: judges every command of the FIFO queue and writes the verdict into the table. */
export const createHandler = createJudgeConsumer;

export function dependenciesFrom(variables: Variables): JudgeConsumerDependencies {
  const environment = readEnvironment('SQSToDynamoDB', variables);
  return {
    ...consumerDependencies(environment),
    table: createApplicationTable(createDocumentClient(), environment.TABLE_NAME),
    now: () => new Date(),
  };
}

export const handler = lazily(() => createHandler(dependenciesFrom(process.env)));
