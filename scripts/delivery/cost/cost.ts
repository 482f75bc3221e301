import { ASSUMED } from '../scale/assumptions.ts';
import type { Sizes } from '../scale/sizes.ts';
import prices from './prices.json' with { type: 'json' };

export interface CostLine {
  readonly hop: string;
  /** USD per month. */
  readonly usd: number;
}

export const MILLION = 1_000_000;
const GB = 1024 ** 3;
export const million = (count: number, price: number): number => (count / MILLION) * price;
const { per_million: each, per_gb: gb, per_gb_month: stored } = prices;

/** The costs that grow with the month's applications. */
export function variableCost(applications: number, sizes: Sizes): CostLine[] {
  const commands = applications * ASSUMED.commandsPerApplication;
  const later = commands - applications;
  const writes = applications * sizes.firstWrites + later * sizes.laterWrites;
  const idle = ASSUMED.emptyReceivesPerQueueMonth;
  // Send, receive, delete.
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
    { hop: 'EnterwaitApplications: storage, backups', usd: tableGb * (stored.dynamodb + stored.dynamodb_pitr) },
    { hop: 'DynamoDBToEventBridge', usd: lambda(commands, publish) },
    { hop: 'IntegrateEventBus', usd: million(commands, each.eventbridge_event) },
    { hop: 'EventToNurseryQueue, EventToEnterwaitQueue', usd: 2 * million(calls + idle, each.sqs_request) },
    { hop: 'SQSToNursery, SQSToEnterwait', usd: 2 * lambda(commands, deliver) },
    { hop: 'SendEmailQueue', usd: million(calls + idle, each.sqs_request) },
    { hop: 'SendEmail and its claims', usd: lambda(commands, mail) + million(2 * commands, each.dynamodb_write_unit) },
    { hop: 'SES', usd: million(commands, each.ses_mail) },
    { hop: 'Logs', usd: logGb * (gb.logs_ingested + stored.logs) },
    {
      hop: 'Traffic out',
      usd: ((applications * ASSUMED.pagesPerApplication * ASSUMED.pageKb) / MILLION) * gb.traffic_out,
    },
  ];
}

export const sumOf = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
