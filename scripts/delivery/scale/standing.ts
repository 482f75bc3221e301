import { type CostLine, MILLION, million } from '../cost/cost.ts';
import prices from '../cost/prices.json' with { type: 'json' };
import { ASSUMED } from './assumptions.ts';
import type { Inventory } from './inventory.ts';
import type { Nodes } from './nodes.ts';

/** A cost line of something that always exists, with its quantity. */
export interface StandingLine extends CostLine {
  readonly quantity: string;
}

const { per_million: each, per_gb: gb, per_gb_month: stored, per_hour: hour, per_month: month } = prices;

/**
 * The cost of what exists whether anyone applies or not: what Terraform would create for a size, and the nodes that the chart's pods
 * need.
 * @throws Error if the inventory contains something without a price here
 */
export function fixedCost(inventory: Inventory, nodes: Nodes): StandingLine[] {
  refuseUnpriced(inventory);
  const hours = ASSUMED.hoursPerMonth;
  const of = (type: string) => inventory.resources[type] ?? 0;
  const node = nodePrice(nodes);
  const addresses = of('aws_eip') + inventory.publicLoadBalancers * inventory.loadBalancerZones;
  const endpoints = inventory.interfaceEndpoints * inventory.endpointZones;
  const logGb = standingLogGb(inventory, nodes);
  const series =
    inventory.plainMetricFilters + inventory.serviceMetricFilters * ASSUMED.servicesLogged + ASSUMED.functionMetrics;
  const secrets = of('aws_secretsmanager_secret') + inventory.databases.length;
  const observations = observationsOf(nodes);
  return [
    {
      hop: 'EKS cluster',
      quantity: String(of('aws_eks_cluster')),
      usd: of('aws_eks_cluster') * hours * hour.eks_cluster,
    },
    {
      hop: 'Nodes with Auto Mode',
      quantity: `${nodes.count} × ${node.instance}`,
      usd: nodes.count * hours * (node.per_hour + node.auto_mode_per_hour),
    },
    {
      hop: 'Disks of the nodes',
      quantity: `${nodes.count} × ${ASSUMED.cluster.nodeDiskGb} GB`,
      usd: nodes.count * ASSUMED.cluster.nodeDiskGb * stored.ebs_gp3,
    },
    ...databaseLines(inventory),
    vaultLine(inventory),
    {
      hop: 'NAT gateways',
      quantity: `${of('aws_nat_gateway')}, ${ASSUMED.natGb} GB`,
      usd: of('aws_nat_gateway') * hours * hour.nat_gateway + ASSUMED.natGb * gb.nat,
    },
    {
      hop: 'Public IPv4 addresses (NAT, public load balancer)',
      quantity: String(addresses),
      usd: addresses * hours * hour.public_ipv4,
    },
    {
      hop: 'Interface endpoints',
      quantity: `${inventory.interfaceEndpoints} in ${inventory.endpointZones} ${inventory.endpointZones === 1 ? 'zone' : 'zones'}`,
      usd: endpoints * hours * hour.interface_endpoint + ASSUMED.endpointGb * gb.interface_endpoint,
    },
    {
      hop: 'Load balancers',
      quantity: String(of('aws_lb')),
      usd: of('aws_lb') * hours * (hour.load_balancer + ASSUMED.loadBalancerUnits * hour.load_balancer_unit),
    },
    firewallLine(inventory, of('aws_wafv2_web_acl')),
    {
      hop: 'Container Insights',
      quantity: inventory.containerInsights ? `${(observations / MILLION).toFixed(0)} million figures` : '–',
      usd: inventory.containerInsights ? million(observations, each.container_insights_observation) : 0,
    },
    {
      hop: 'Logs: control plane, pods, refused traffic, databases',
      quantity: `${logGb.toFixed(0)} GB, ${inventory.logRetentionDays} days`,
      usd: logGb * (gb.logs_ingested + (inventory.logRetentionDays / 30) * stored.logs),
    },
    { hop: 'Alarms', quantity: `${inventory.alarmMetrics} metrics`, usd: inventory.alarmMetrics * month.alarm_metric },
    {
      hop: 'Own metrics, dashboard',
      quantity: `${series}, ${of('aws_cloudwatch_dashboard')}`,
      usd: series * month.custom_metric + of('aws_cloudwatch_dashboard') * month.dashboard,
    },
    {
      hop: 'Probes from outside',
      quantity: probes(of('aws_route53_health_check'), inventory.canaryRuns),
      usd: of('aws_route53_health_check') * month.health_check + inventory.canaryRuns * prices.canary_run,
    },
    { hop: 'Keys (KMS)', quantity: String(of('aws_kms_key')), usd: of('aws_kms_key') * month.kms_key },
    { hop: 'Secrets, those of RDS too', quantity: String(secrets), usd: secrets * month.secret },
    // The agency's own zone exists already.
    {
      hop: 'Zones of Route 53',
      quantity: String(of('aws_route53_zone')),
      usd: of('aws_route53_zone') * month.hosted_zone,
    },
    {
      hop: 'Images (ECR), access logs (S3)',
      quantity: `${of('aws_ecr_repository')} × ${inventory.imagesKept}, ${inventory.accessLogDays} days`,
      usd:
        of('aws_ecr_repository') * inventory.imagesKept * ASSUMED.imageGb * stored.ecr +
        ((ASSUMED.accessLogGb * inventory.accessLogDays) / 30) * stored.s3,
    },
  ];
}

function nodePrice({ architecture }: Nodes) {
  if (!Object.hasOwn(prices.nodes, architecture))
    throw new Error(
      `the chart asks for ${architecture}: the built-in pools of Auto Mode have it not for services, and prices.json has no price of it`,
    );
  return prices.nodes[architecture as keyof typeof prices.nodes];
}

function databaseLines({ databases }: Inventory): StandingLine[] {
  const hours = ASSUMED.hoursPerMonth;
  const usd = databases.map((database) => {
    const name = `${database.instanceClass}${database.multiAz ? '_multi_az' : ''}`;
    if (!Object.hasOwn(hour, name)) throw new Error(`prices.json has no price of ${name}`);
    const storage = database.multiAz ? stored.rds_gp3_multi_az : stored.rds_gp3;
    return hours * hour[name as keyof typeof hour] + database.storageGb * storage;
  });
  const [one] = databases;
  const backups = databases.map(({ storageGb, backupDays }) => {
    const held = storageGb * ASSUMED.databaseFilled;
    return Math.max(0, held * (1 + ASSUMED.changedPerDay * backupDays) - storageGb);
  });
  const beyond = backups.reduce((sum, one) => sum + one, 0);
  return [
    {
      hop: 'RDS for MySQL',
      quantity: `${databases.length} × ${one?.instanceClass}, ${one?.storageGb} GB${one?.multiAz ? ', two zones' : ''}`,
      usd: usd.reduce((sum, one) => sum + one, 0),
    },
    {
      hop: 'Backups of RDS beyond what is free',
      quantity: `${one?.backupDays} days, ${beyond.toFixed(0)} GB`,
      usd: beyond * stored.rds_backup,
    },
  ];
}

const firewallLine = ({ firewallRules }: Inventory, count: number): StandingLine => ({
  hop: 'Firewall (WAF)',
  quantity: count === 0 ? '–' : `${firewallRules} rules`,
  usd:
    count === 0
      ? 0
      : count * month.firewall +
        firewallRules * month.firewall_rule +
        million(ASSUMED.firewallRequests, each.firewall_request),
});

const probes = (healthChecks: number, canaryRuns: number): string =>
  healthChecks + canaryRuns === 0 ? '–' : `${healthChecks} checks, ${canaryRuns.toLocaleString('en-US')} runs`;

const observationsOf = ({ count, pods }: Nodes): number => {
  const { cluster, node, pod } = ASSUMED.observationsPerMinute;
  return (cluster + count * node + pods * pod) * 60 * ASSUMED.hoursPerMonth;
};

function standingLogGb({ controlPlaneLogs, databases }: Inventory, { pods }: Nodes): number {
  const { controlPlaneType, pod, flow, databaseMonitored } = ASSUMED.standingLogGb;
  const monitored = databases.filter(({ monitoringSeconds }) => monitoringSeconds > 0).length;
  return controlPlaneLogs * controlPlaneType + pods * pod + flow + monitored * databaseMonitored;
}

/** A daily copy in the vault holds what has changed since the previous one. */
function vaultLine({ databases, vaultDays }: Inventory): StandingLine {
  const held = databases.reduce((sum, { storageGb }) => sum + storageGb * ASSUMED.databaseFilled, 0);
  const kept = vaultDays === 0 ? 0 : held * (1 + ASSUMED.changedPerDay * vaultDays);
  return {
    hop: 'Copies in the backup vault',
    quantity: vaultDays === 0 ? '–' : `${vaultDays} days, ${kept.toFixed(0)} GB`,
    usd: kept * stored.backup_vault,
  };
}

/** Types that cost nothing themselves; the traffic through some of them is in `variableCost` and among the logs. */
const FREE = typesIn(`
  acm_certificate acm_certificate_validation backup_plan backup_selection backup_vault_lock_configuration
  cloudwatch_event_bus cloudwatch_event_rule cloudwatch_event_target cloudwatch_log_group cloudwatch_log_metric_filter cloudwatch_log_resource_policy
  db_parameter_group db_subnet_group default_security_group dynamodb_table
  ecr_lifecycle_policy eks_access_entry eks_access_policy_association eks_addon eks_pod_identity_association flow_log
  iam_openid_connect_provider iam_policy iam_role iam_role_policy iam_role_policy_attachment internet_gateway
  kms_alias lambda_event_source_mapping lambda_function lambda_permission lb_listener lb_listener_rule lb_target_group
  route route_table route_table_association route53_record
  s3_bucket s3_bucket_lifecycle_configuration s3_bucket_policy s3_bucket_public_access_block s3_bucket_server_side_encryption_configuration
  secretsmanager_secret_version security_group ses_email_identity
  sesv2_configuration_set sesv2_configuration_set_event_destination sesv2_email_identity sesv2_email_identity_mail_from_attributes
  sns_topic sns_topic_policy sns_topic_subscription sqs_queue sqs_queue_policy sqs_queue_redrive_policy subnet
  vpc vpc_ipv4_cidr_block_association vpc_security_group_egress_rule vpc_security_group_ingress_rule wafv2_web_acl_association
`);
const PRICED = typesIn(`
  backup_vault cloudwatch_dashboard cloudwatch_metric_alarm db_instance ecr_repository eip eks_cluster kms_key lb nat_gateway
  route53_health_check route53_zone secretsmanager_secret synthetics_canary vpc_endpoint wafv2_web_acl
`);

/** Something without a known price must not count as free because it was forgotten. */
function refuseUnpriced({ resources }: Inventory): void {
  const unknown = Object.keys(resources).filter((type) => !FREE.has(type) && !PRICED.has(type));
  if (unknown.length > 0)
    throw new Error(`scripts/delivery/scale/standing.ts does not say what these cost: ${unknown.join(', ')}`);
}

function typesIn(text: string): ReadonlySet<string> {
  return new Set(
    text
      .trim()
      .split(/\s+/)
      .map((type) => `aws_${type}`),
  );
}
