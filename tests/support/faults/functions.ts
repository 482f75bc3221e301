import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import type { Source } from '../../../scripts/delivery/policies/platform.ts';
import { lambdaClient } from './lambda-faults.ts';

let lambdas: LambdaClient | undefined;
const lambda = (): LambdaClient => {
  lambdas ??= lambdaClient();
  return lambdas;
};

/**
 * Runs a function with no record. Both emulators collect what a function wrote when its run ends. A line that arrives a moment
 * later waits for the end of the next run, and there may be none.
 */
export async function runWithNothing(name: string): Promise<void> {
  await lambda().send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ Records: [] }) }));
}

async function setVariables(name: string, Variables: Record<string, string>): Promise<void> {
  await lambda().send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables } }));
  await waitUntilFunctionUpdatedV2({ client: lambda(), maxWaitTime: 60 }, { FunctionName: name });
}

/** Runs `work` while a function has other variables, then restores its own. */
export async function withVariables(
  name: string,
  variables: Record<string, string>,
  work: () => Promise<void>,
): Promise<void> {
  const { Environment } = await lambda().send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  const own = Environment?.Variables;
  if (own === undefined) throw new Error(`${name} has no variables`);
  await setVariables(name, { ...own, ...variables });
  try {
    await work();
  } finally {
    await setVariables(name, own);
  }
}

/** The names of the variables that each function of the stack reads. */
export async function sourcesOfFunctions(): Promise<Record<string, Source>> {
  const { EventSourceMappings: mappings = [] } = await lambda().send(new ListEventSourceMappingsCommand({}));
  return Object.fromEntries(
    mappings.map(({ FunctionArn = '', EventSourceArn = '', DestinationConfig }) => [
      FunctionArn.split(':')[6] ?? '',
      sourceOf(EventSourceArn, DestinationConfig?.OnFailure?.Destination ?? ''),
    ]),
  );
}

function sourceOf(arn: string, onFailureArn: string): Source {
  const table = /:table\/([^/]+)\/stream\//.exec(arn)?.[1];
  const nameOf = (queueArn: string): string => queueArn.split(':').at(-1) ?? '';
  return table === undefined ? { queue: nameOf(arn) } : { stream: { table, onFailure: nameOf(onFailureArn) } };
}
