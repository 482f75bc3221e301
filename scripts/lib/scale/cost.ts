import { ASSUMED } from './assumptions.ts';
import prices from './prices.json' with { type: 'json' };
import type { Sizes } from './sizes.ts';

export interface CostLine {
  readonly hop: string;
  /** USD a month. */
  readonly usd: number;
}

const MILLION = 1_000_000;
const GB = 1024 ** 3;
const million = (count: number, price: number): number => (count / MILLION) * price;
const { per_million: each, per_gb: gb, per_gb_month: month, per_hour: hour } = prices;

/** What grows with the applications of a month. */
export function variableCost(applications: number, sizes: Sizes): CostLine[] {
  const commands = applications * ASSUMED.commandsPerApplication;
  const later = commands - applications;
  const writes = applications * sizes.firstWrites + later * sizes.laterWrites;
  const idle = ASSUMED.emptyReceivesPerQueueMonth;
  // Sent, received, deleted.
  const calls = 3 * commands;
  const kept = applications * ASSUMED.monthsKept;
  const tableGb = (kept * (sizes.stateItem + ASSUMED.commandsPerApplication * sizes.eventItem)) / GB;
  const logGb = (commands * ASSUMED.logKbPerCommand) / MILLION;
  const lambda = (runs: number, ms: number): number =>
    million(runs, each.lambda_request) + runs * (ms / 1000) * ASSUMED.lambdaGb * prices.lambda_gb_second_arm64;
  const { judge, publish, deliver, mail } = ASSUMED.lambdaMs;
  return [
    { hop: 'IntegrateEventQueue', usd: million(calls + idle, each.sqs_fifo_request) },
    { hop: 'SQSToDynamoDB', usd: lambda(commands, judge) },
    {
      hop: 'EnterwaitApplications: writes and reads',
      usd: million(writes, each.dynamodb_write_unit) + million(commands, each.dynamodb_read_unit),
    },
    { hop: 'EnterwaitApplications: storage, backups', usd: tableGb * (month.dynamodb + month.dynamodb_pitr) },
    { hop: 'DynamoDBToEventBridge', usd: lambda(commands, publish) },
    { hop: 'IntegrateEventBus', usd: million(commands, each.eventbridge_event) },
    { hop: 'EventToNurseryQueue, EventToEnterwaitQueue', usd: 2 * million(calls + idle, each.sqs_request) },
    { hop: 'SQSToNursery, SQSToEnterwait', usd: 2 * lambda(commands, deliver) },
    { hop: 'SendEmailQueue', usd: million(calls + idle, each.sqs_request) },
    { hop: 'SendEmail and its claims', usd: lambda(commands, mail) + million(2 * commands, each.dynamodb_write_unit) },
    { hop: 'SES', usd: million(commands, each.ses_mail) },
    { hop: 'Logs', usd: logGb * (gb.logs_ingested + month.logs) },
    {
      hop: 'Traffic out',
      usd: ((applications * ASSUMED.pagesPerApplication * ASSUMED.pageKb) / MILLION) * gb.traffic_out,
    },
  ];
}

export type Size = 'small' | 'production';

/** What stands there whether anybody applies or not: terraform/env/small.tfvars and production.tfvars. */
export function fixedCost(size: Size): CostLine[] {
  const hours = ASSUMED.hoursPerMonth;
  const big = size === 'production';
  const nodes = big ? 3 : 2;
  const databases = 3;
  const database = big
    ? hours * hour['db.m7g.large_multi_az'] + 100 * month.rds_gp3_multi_az
    : hours * hour['db.t4g.small'] + 20 * month.rds_gp3;
  return [
    { hop: 'EKS cluster', usd: hours * hour.eks_cluster },
    { hop: `Nodes (${nodes} × m7g.large, Auto Mode)`, usd: nodes * hours * (hour.node + hour.eks_auto_mode_node) },
    { hop: `RDS (${databases} × ${big ? 'db.m7g.large Multi-AZ' : 'db.t4g.small'})`, usd: databases * database },
    { hop: `NAT gateways (${big ? 3 : 1})`, usd: (big ? 3 : 1) * hours * hour.nat_gateway },
    { hop: 'Load balancers (2)', usd: 2 * hours * hour.load_balancer },
    ...(big
      ? [
          { hop: 'Interface endpoints (7 in 3 zones)', usd: 21 * hours * hour.interface_endpoint },
          { hop: 'Firewall', usd: prices.firewall_month },
        ]
      : []),
  ];
}

export const sumOf = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
