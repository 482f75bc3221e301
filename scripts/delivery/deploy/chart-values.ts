import { SERVICE_NAMES, type ServiceName } from '../../../localstack/stack/stack.ts';
import type { Deployment } from './deployment.ts';

/**
 * The chart's values that depend on where it is installed; the sizes are in `values-<size>.yaml`.
 * @param imageTag tag of all three images
 */
export function chartValues(deployment: Deployment, imageTag: string) {
  const { network } = deployment;
  return {
    imageTag,
    region: deployment.region,
    pipeline: {
      queueUrl: deployment.integrate_queue_url,
      mailQueueUrl: deployment.mail_queue_url,
      tableName: deployment.table_name,
    },
    webhookSecret: deployment.webhook_secret_name,
    peerSecret: deployment.peer_secret_name,
    network: {
      loadBalancerCidrs: network.load_balancer_cidrs,
      databaseCidrs: network.database_cidrs,
      awsCidrs: network.aws_cidrs,
      dynamodbCidrs: network.dynamodb_cidrs,
    },
    services: Object.fromEntries(SERVICE_NAMES.map((name) => [name, serviceValues(deployment, name)])),
  };
}

/** The browser's origin with `kubectl port-forward service/management 9000`: the service only accepts forms from that origin. */
const THROUGH_THE_CLUSTER: Partial<Record<ServiceName, string>> = { management: 'http://localhost:9000' };

function serviceValues(deployment: Deployment, name: ServiceName) {
  const { host, port, database, username, master_secret_arn } = deployment.databases[name];
  return {
    repository: deployment.image_repositories[name],
    publicUrl: deployment.public_urls[name] ?? THROUGH_THE_CLUSTER[name],
    secret: deployment.service_secret_names[name],
    database: {
      host,
      port,
      name: database,
      username,
      secret: deployment.database_secret_names[name],
      masterSecret: master_secret_arn,
    },
    targetGroups: targetGroupsOf(deployment, name),
  };
}

/** `nursery` and `nursery-internal` are the groups `public` and `internal` of the service nursery. */
function targetGroupsOf({ target_group_arns }: Deployment, name: ServiceName): Record<string, string> {
  return Object.fromEntries(
    Object.entries(target_group_arns)
      .filter(([group]) => group === name || group.startsWith(`${name}-`))
      .map(([group, arn]) => [group === name ? 'public' : group.slice(name.length + 1), arn]),
  );
}
