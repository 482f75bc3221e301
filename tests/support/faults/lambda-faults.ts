import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LambdaClient, UpdateFunctionCodeCommand, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { lambdaDir } from '../../../localstack/services/bundles.ts';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { theStack } from '../stack/stack.ts';

export type Breakage = 'throws' | 'exits' | 'hangs';

const CODE: Record<Breakage, string> = {
  throws: "export const handler = async () => { console.log('broken'); throw new Error('broken on purpose'); };",
  exits: "export const handler = async () => { console.log('broken'); process.exit(1); };",
  hangs:
    "export const handler = () => { console.log('broken'); return new Promise(() => setInterval(() => {}, 1000)); };",
};

/** Puts other code into a function, as a bad release would. @returns a function that restores the right code */
export const breakFunction = (name: string, breakage: Breakage): Promise<() => Promise<void>> =>
  replaceFunction(name, zipSync({ 'index.mjs': new TextEncoder().encode(CODE[breakage]) }));

export const lambdaClient = (): LambdaClient => {
  const { region, awsEndpointUrl } = theStack();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new LambdaClient({ region, endpoint: awsEndpointUrl, credentials });
};

/** Puts the code of this zip into a function. @returns a function that restores the right code */
export async function replaceFunction(name: string, zip: Uint8Array): Promise<() => Promise<void>> {
  const { stateDir } = theStack();
  const client = lambdaClient();
  const release = async (ZipFile: Uint8Array): Promise<void> => {
    await client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }));
    await waitUntilFunctionUpdatedV2({ client, maxWaitTime: 60 }, { FunctionName: name });
  };
  await release(zip);
  return async () => {
    await release(readFileSync(join(lambdaDir(pathsOf(stateDir)), `${name}.zip`)));
    client.destroy();
  };
}
