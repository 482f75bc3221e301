import { z } from 'zod';
import { secretNameOf } from '../../policies/deployment.ts';
import { MOUNTED_SECRETS } from '../../policies/platform.ts';
import { type KubernetesObject, named, podsOf } from '../kubernetes.ts';

const volumesSchema = z
  .array(
    z.looseObject({
      csi: z.looseObject({ volumeAttributes: z.looseObject({ secretProviderClass: z.string() }) }).optional(),
    }),
  )
  .default([]);
const classSchema = z.looseObject({ parameters: z.looseObject({ objects: z.string() }) });

/** Each service account must mount exactly the secrets that its role is checked for (scripts/delivery/policies/platform.ts). */
export function mountedSecrets(objects: readonly KubernetesObject[]): string[] {
  const classes = named(objects, 'SecretProviderClass');
  const mounted = new Map<string, Set<string>>();
  for (const { pod } of podsOf(objects)) {
    const own = mounted.get(pod.serviceAccountName) ?? new Set();
    mounted.set(pod.serviceAccountName, own);
    for (const { csi } of volumesSchema.parse(pod.volumes)) {
      const spec = classes.get(csi?.volumeAttributes.secretProviderClass ?? '')?.spec;
      if (spec === undefined) continue;
      const text = classSchema.parse(spec).parameters.objects;
      for (const [, name = ''] of text.matchAll(/objectName: "?([^"\s]+)"?/g)) own.add(secretNameOf(name));
    }
  }
  return [...new Set([...Object.keys(MOUNTED_SECRETS), ...mounted.keys()])].flatMap((account) => {
    const here = [...(mounted.get(account) ?? [])].sort().join(', ');
    const examined = [...(MOUNTED_SECRETS[account] ?? [])].sort().join(', ');
    return here === examined
      ? []
      : [`${account} mounts ${here || 'nothing'}; its role is examined for ${examined || 'nothing'}`];
  });
}
