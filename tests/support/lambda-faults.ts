import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LambdaClient, UpdateFunctionCodeCommand, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { lambdaDir } from '../../localstack/bundles.ts';
import { pathsOf } from '../../localstack/paths.ts';
import { theStack } from './stack.ts';

export type Breakage = 'throws' | 'exits' | 'hangs';

const CODE: Record<Breakage, string> = {
  throws: "export const handler = async () => { console.log('broken'); throw new Error('broken on purpose'); };",
  exits: "export const handler = async () => { console.log('broken'); process.exit(1); };",
  hangs:
    "export const handler = () => { console.log('broken'); return new Promise(() => setInterval(() => {}, 1000)); };",
};

/** Puts other code into a function, as a bad release would. @returns puts the right code back */
export async function breakFunction(name: string, breakage: Breakage): Promise<() => Promise<void>> {
  const { region, awsEndpointUrl, stateDir } = theStack();
  const client = new LambdaClient({
    region,
    endpoint: awsEndpointUrl,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const release = async (ZipFile: Uint8Array): Promise<void> => {
    await client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }));
    await waitUntilFunctionUpdatedV2({ client, maxWaitTime: 60 }, { FunctionName: name });
  };
  await release(zipSync({ 'index.mjs': new TextEncoder().encode(CODE[breakage]) }));
  return async () => {
    await release(readFileSync(join(lambdaDir(pathsOf(stateDir)), `${name}.zip`)));
    client.destroy();
  };
}
