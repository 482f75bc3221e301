import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { z } from 'zod';
import type { Size } from '../chart/check.ts';

/**
 * The parts of a size that cost money just by existing, read from Terraform's plan of a first apply. Nothing here reads the size's files,
 * so whatever those are called, the figures describe what would be created.
 */
export interface Inventory {
  /** The number of resources of each type. */
  readonly resources: Readonly<Record<string, number>>;
  readonly databases: readonly DatabaseInventory[];
  /** Zones of the public load balancers and of each interface endpoint. */
  readonly loadBalancerZones: number;
  readonly endpointZones: number;
  readonly publicLoadBalancers: number;
  readonly interfaceEndpoints: number;
  readonly firewallRules: number;
  /** An alarm on several metrics is charged per metric. */
  readonly alarmMetrics: number;
  /** Metrics that filters make from log lines; one with dimensions counts once per service. */
  readonly plainMetricFilters: number;
  readonly serviceMetricFilters: number;
  /** Runs per month of the probes from outside. */
  readonly canaryRuns: number;
  readonly containerInsights: boolean;
  readonly controlPlaneLogs: number;
  readonly logRetentionDays: number;
  /** How many images the registry keeps of each service. */
  readonly imagesKept: number;
  readonly accessLogDays: number;
  /** How many days a vault keeps its copies; 0: no vault. */
  readonly vaultDays: number;
  /** Concurrent deliveries to one system. */
  readonly deliveryBatches: number;
  readonly functionArchitecture: string;
}

interface DatabaseInventory {
  readonly instanceClass: string;
  readonly multiAz: boolean;
  readonly storageGb: number;
  readonly backupDays: number;
  readonly monitoringSeconds: number;
}

const resourceSchema = z.object({
  address: z.string(),
  mode: z.string(),
  type: z.string(),
  values: z.looseObject({}).default({}),
});
type Resource = z.infer<typeof resourceSchema>;

interface Module {
  resources?: Resource[] | undefined;
  child_modules?: Module[] | undefined;
}
const moduleSchema: z.ZodType<Module> = z.lazy(() =>
  z.object({ resources: z.array(resourceSchema).optional(), child_modules: z.array(moduleSchema).optional() }),
);
const planSchema = z.object({ planned_values: z.object({ root_module: moduleSchema }), configuration: z.unknown() });

const INVENTORY_FILE = join(repositoryRoot, 'scripts/delivery/scale/inventory.json');

/** The saved inventory of both sizes: `make scale` writes it, `make test ONLY=cloud` compares it with a fresh plan. */
export const readInventory = (): Record<Size, Inventory> => JSON.parse(readFileSync(INVENTORY_FILE, 'utf8'));
export { INVENTORY_FILE };

/** @throws Error if the plan has something without a known price, or an unknown shape */
export function inventoryOf(plan: unknown): Inventory {
  const { planned_values, configuration } = planSchema.parse(plan);
  const made = managedIn(planned_values.root_module);
  const of = (type: string) => made.filter((resource) => resource.type === type);
  const resources = Object.fromEntries(
    [...Map.groupBy(made, ({ type }) => type)].map(([type, all]) => [type, all.length] as const).sort(),
  );
  const publicZones = of('aws_subnet').filter(({ address }) => address.includes('aws_subnet.public')).length;
  const filters = of('aws_cloudwatch_log_metric_filter').map(({ values }) => filterSchema.parse(values));
  const perService = filters.filter(({ metric_transformation: [made] }) => Object.keys(made?.dimensions ?? {}).length);
  return {
    resources,
    databases: of('aws_db_instance').map(({ values }) => {
      const database = databaseSchema.parse(values);
      return {
        instanceClass: database.instance_class,
        multiAz: database.multi_az,
        storageGb: database.allocated_storage,
        backupDays: database.backup_retention_period,
        monitoringSeconds: database.monitoring_interval ?? 0,
      };
    }),
    loadBalancerZones: publicZones,
    endpointZones: endpointZones(of('aws_nat_gateway').length, configuration),
    publicLoadBalancers: of('aws_lb').filter(({ values }) => values.internal !== true).length,
    interfaceEndpoints: of('aws_vpc_endpoint').filter(({ values }) => values.vpc_endpoint_type === 'Interface').length,
    firewallRules: of('aws_wafv2_web_acl').reduce((sum, { values }) => sum + rulesSchema.parse(values).rule.length, 0),
    alarmMetrics: of('aws_cloudwatch_metric_alarm').reduce((sum, { values }) => sum + metricsOf(values), 0),
    plainMetricFilters: filters.length - perService.length,
    serviceMetricFilters: perService.length,
    canaryRuns: of('aws_synthetics_canary').reduce((sum, { values }) => sum + runsOf(values), 0),
    containerInsights: of('aws_eks_addon').some(({ values }) => collectsInsights(values)),
    controlPlaneLogs: of('aws_eks_cluster').reduce(
      (sum, { values }) =>
        sum +
        z.object({ enabled_cluster_log_types: z.array(z.string()) }).parse(values).enabled_cluster_log_types.length,
      0,
    ),
    logRetentionDays: Math.max(
      ...of('aws_cloudwatch_log_group').map(
        ({ values }) => z.object({ retention_in_days: z.number() }).parse(values).retention_in_days,
      ),
    ),
    imagesKept: Math.max(0, ...of('aws_ecr_lifecycle_policy').map(({ values }) => imagesKept(values))),
    accessLogDays: Math.max(
      0,
      ...of('aws_s3_bucket_lifecycle_configuration').flatMap(({ values }) =>
        lifecycleSchema.parse(values).rule.flatMap(({ expiration }) => expiration.map(({ days }) => days)),
      ),
    ),
    vaultDays: Math.max(0, ...of('aws_backup_plan').map(({ values }) => keptDays(values))),
    deliveryBatches: deliveryBatches(of('aws_lambda_event_source_mapping')),
    functionArchitecture: z.object({ architectures: z.tuple([z.string()]) }).parse(of('aws_lambda_function')[0]?.values)
      .architectures[0],
  };
}

const managedIn = ({ resources = [], child_modules = [] }: Module): Resource[] => [
  ...resources.filter(({ mode }) => mode === 'managed'),
  ...child_modules.flatMap(managedIn),
];

const databaseSchema = z.object({
  instance_class: z.string(),
  multi_az: z.boolean(),
  allocated_storage: z.number(),
  backup_retention_period: z.number(),
  monitoring_interval: z.number().nullish(),
});
const filterSchema = z.object({
  metric_transformation: z.array(z.object({ dimensions: z.record(z.string(), z.string()).nullish() })),
});
const rulesSchema = z.object({ rule: z.array(z.unknown()) });
const lifecycleSchema = z.object({
  rule: z.array(z.object({ expiration: z.array(z.object({ days: z.number() })) })),
});

function keptDays(values: unknown): number {
  const { rule } = z
    .object({ rule: z.array(z.object({ lifecycle: z.array(z.object({ delete_after: z.number() })) })) })
    .parse(values);
  return Math.max(...rule.flatMap(({ lifecycle }) => lifecycle.map(({ delete_after }) => delete_after)));
}

function imagesKept(values: unknown): number {
  const { rules } = expirySchema.parse(JSON.parse(z.object({ policy: z.string() }).parse(values).policy));
  return Math.max(
    ...rules.map(({ selection }) => (selection.countType === 'imageCountMoreThan' ? selection.countNumber : 0)),
  );
}
const expirySchema = z.object({
  rules: z.array(z.object({ selection: z.object({ countType: z.string(), countNumber: z.number() }) })),
});

function metricsOf(values: unknown): number {
  const { metric_query = [] } = z
    .object({ metric_query: z.array(z.object({ metric: z.array(z.unknown()) })).optional() })
    .parse(values);
  return Math.max(1, metric_query.filter(({ metric }) => metric.length > 0).length);
}

/** `rate(5 minutes)`: the only form that this project's probes use. */
function runsOf(values: unknown): number {
  const { schedule } = z.object({ schedule: z.array(z.object({ expression: z.string() })) }).parse(values);
  const minutes = Number(/^rate\((\d+) minutes?\)$/.exec(schedule[0]?.expression ?? '')?.[1]);
  if (!(minutes > 0)) throw new Error(`a canary’s schedule is not rate(n minutes): ${schedule[0]?.expression}`);
  return Math.round((30 * 24 * 60) / minutes);
}

/** The add-on collects Container Insights by default; its configuration may leave `kubernetes` out of what the agent collects. */
function collectsInsights(values: unknown): boolean {
  const { addon_name, configuration_values } = z
    .object({ addon_name: z.string(), configuration_values: z.string().nullish() })
    .parse(values);
  if (addon_name !== 'amazon-cloudwatch-observability') return false;
  const { agent, containerInsights } = z
    .object({
      agent: z.object({ config: z.object({ logs: logsSchema.optional() }).optional() }).optional(),
      containerInsights: z.object({ enabled: z.boolean() }).optional(),
    })
    .parse(JSON.parse(configuration_values ?? '{}'));
  if (containerInsights?.enabled === false) return false;
  if (agent?.config === undefined) return true;
  return agent.config.logs?.metrics_collected?.kubernetes !== undefined;
}
const logsSchema = z.object({ metrics_collected: z.object({ kubernetes: z.unknown().optional() }).optional() });

/** The smaller of the two systems’ limits; both are the same. */
function deliveryBatches(mappings: readonly Resource[]): number {
  const limits = mappings
    .filter(({ address }) => /SQSTo(Nursery|Enterwait)/.test(address))
    .map(
      ({ values }) =>
        z.object({ scaling_config: z.tuple([z.object({ maximum_concurrency: z.number() })]) }).parse(values)
          .scaling_config[0].maximum_concurrency,
    );
  return Math.min(...limits);
}

/**
 * The subnets of an endpoint are only known after the apply. The module places endpoints in the zones with a NAT gateway; a plan that
 * says otherwise is refused rather than priced wrongly.
 */
function endpointZones(natGateways: number, configuration: unknown): number {
  if (!JSON.stringify(configuration).includes('local.nat_zones'))
    throw new Error(
      'interface endpoints no longer follow local.nat_zones: look at scripts/delivery/scale/inventory.ts',
    );
  return natGateways;
}
