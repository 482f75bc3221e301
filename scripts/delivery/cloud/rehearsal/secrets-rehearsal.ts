import { join } from 'node:path';
import { nodeBinary, repositoryRoot } from '@enterwait/command-line/files';
import type { Finding } from '@enterwait/command-line/output';
import { runCommand } from '@enterwait/command-line/processes';
import type { TerraformOptions } from '../../../../localstack/terraform/environment.ts';
import type { Size } from '../../chart/check.ts';
import { onAnEmulator } from './as-a-person.ts';

/**
 * Runs `make secrets` against an emulator to which the main root was applied: the first time, once more, over values that its state does
 * not know, and with one secret to renew.
 * @param place the state's bucket, an empty bucket, and a function that lists the secrets' versions: `name version`, with `-` if there is
 * no value
 */
export async function rehearseSecrets(
  size: Size,
  options: TerraformOptions,
  place: { readonly bucket: string; readonly emptyBucket: string; versions(): Promise<string[]> },
): Promise<Finding[]> {
  const env = onAnEmulator(options, place.bucket);
  const run = async (more: Record<string, string> = {}): Promise<string[]> => {
    await runCommand(nodeBinary, [join(repositoryRoot, 'scripts', 'secrets.ts')], {
      env: { ...env, ...more },
      ...(options.signal ? { signal: options.signal } : {}),
    });
    return place.versions();
  };
  const changed = (before: readonly string[], after: readonly string[]): string[] =>
    after.filter((line) => !before.includes(line)).map((line) => line.split(' ')[0] ?? '');

  const empty = await place.versions();
  const first = await run();
  const findings = [
    {
      what: `${size}: make secrets writes ${first.length} secrets`,
      problems: [
        ...empty.filter((line) => !line.endsWith(' -')).map((line) => `${line}: written by the main root`),
        ...first.filter((line) => line.endsWith(' -')),
      ],
    },
  ];
  // One size is enough for what does not depend on the size.
  if (size !== 'small') return findings;

  const again = await run();
  // The situation after a release that wrote the secrets in the main root.
  const stateless = { STATE_BUCKET: place.emptyBucket };
  const adopted = await run(stateless);
  const renewed = await run({ ...stateless, RENEW: 'nursery' });
  return [
    ...findings,
    { what: `${size}: a second make secrets writes nothing`, problems: changed(first, again) },
    { what: `${size}: make secrets takes over what its state does not know`, problems: changed(again, adopted) },
    {
      what: `${size}: make secrets RENEW=nursery writes that one anew`,
      problems:
        changed(adopted, renewed).join() === 'enterwait/service/nursery'
          ? []
          : ['changed:', ...changed(adopted, renewed)],
    },
  ];
}
