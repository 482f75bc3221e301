import { z } from 'zod';
import type { Source } from '../../scripts/delivery/policies/platform.ts';
import { eventually } from './eventually.ts';
import { theStack } from './stack.ts';

const configurationSchema = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
  State: z.string().optional(),
  LastUpdateStatus: z.string().optional(),
});

/** Emulators do not check signatures, and no client of Lambda is needed for anything else. */
async function askLambda(path: string, method: string, body?: object): Promise<string> {
  const { awsEndpointUrl, region } = theStack();
  const response = await fetch(`${awsEndpointUrl}/2015-03-31/${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/lambda/aws4_request, SignedHeaders=host, Signature=none`,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return response.text();
}

async function configurationOf(name: string, change?: object): Promise<z.infer<typeof configurationSchema>> {
  const answer = await askLambda(`functions/${name}/configuration`, change === undefined ? 'GET' : 'PUT', change);
  return configurationSchema.parse(JSON.parse(answer));
}

/**
 * Runs a function with no record. Both emulators collect what a function wrote when its run ends: a line that reaches them a moment
 * after it waits for the end of the next run, and there may be none.
 */
export async function runWithNothing(name: string): Promise<void> {
  await askLambda(`functions/${name}/invocations`, 'POST', { Records: [] });
}

async function setVariables(name: string, Variables: Record<string, string>): Promise<void> {
  await configurationOf(name, { Environment: { Variables } });
  await eventually(async () => {
    const { LastUpdateStatus = 'Successful' } = await configurationOf(name);
    expect(LastUpdateStatus).toBe('Successful');
  });
}

/** Runs `work` while a function has other variables, and gives it its own back. */
export async function withVariables(
  name: string,
  variables: Record<string, string>,
  work: () => Promise<void>,
): Promise<void> {
  const own = (await configurationOf(name)).Environment.Variables;
  await setVariables(name, { ...own, ...variables });
  try {
    await work();
  } finally {
    await setVariables(name, own);
  }
}

const mappingsSchema = z.object({
  EventSourceMappings: z.array(
    z.object({
      EventSourceArn: z.string(),
      FunctionArn: z.string(),
      DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string().optional() }).optional() }).nullish(),
    }),
  ),
});

/** What each function of the stack reads, by names. */
export async function sourcesOfFunctions(): Promise<Record<string, Source>> {
  const { EventSourceMappings: mappings } = mappingsSchema.parse(
    JSON.parse(await askLambda('event-source-mappings/', 'GET')),
  );
  return Object.fromEntries(
    mappings.map(({ FunctionArn, EventSourceArn, DestinationConfig }) => [
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
