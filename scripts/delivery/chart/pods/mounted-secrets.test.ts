import { SERVICES } from '@enterwait/domain/protocol';
import { parseObjects } from '../kubernetes.ts';
import { mountedSecrets } from './mounted-secrets.ts';

const deployment = (account: string, secrets: readonly string[]) => `---
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: { name: ${account} }
spec:
  parameters:
    objects: |
${secrets.map((secret) => `      - objectName: "${secret}"\n        objectType: secretsmanager`).join('\n')}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${account} }
spec:
  template:
    spec:
      serviceAccountName: ${account}
      securityContext: {}
      containers: [{ name: one, image: i, securityContext: {}, resources: { requests: {}, limits: {} } }]
      volumes:
        - { name: tmp, emptyDir: {} }
        - { name: secrets, csi: { volumeAttributes: { secretProviderClass: ${account} } } }
`;

const of = (account: string, secrets: readonly string[]): string[] =>
  mountedSecrets(parseObjects(deployment(account, secrets))).filter((problem) => problem.startsWith(`${account} `));

test('secrets by name and by ARN are those that the role is examined for', () => {
  const nursery = ['enterwait/service/nursery', 'enterwait/service/nursery-database', 'enterwait/webhook-secret'];
  expect(of('nursery', nursery)).toEqual([]);
  const arns = ['management', 'management-database', 'management-peer'].map(
    (name) => `arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/${name}-AbCdEf`,
  );
  expect(of('management', arns)).toEqual([]);
});

test('one more, one less, and an account that nobody has examined', () => {
  const both = SERVICES.map((name) => `enterwait/service/${name}-database`);
  expect(of('leavers', both)).toEqual([
    `leavers mounts ${[...both].sort().join(', ')}; its role is examined for ${both.slice(0, 2).join(', ')}`,
  ]);
  expect(of('nursery', ['enterwait/service/nursery'])).toHaveLength(1);
  expect(of('visitor', ['enterwait/webhook-secret'])).toEqual([
    'visitor mounts enterwait/webhook-secret; its role is examined for nothing',
  ]);
});
