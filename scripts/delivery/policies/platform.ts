import { SERVICES, SYSTEMS } from '@enterwait/domain/protocol';
import type { Need } from './calls.ts';

/**
 * What AWS itself calls in the name of a role. No code here makes these calls, and no emulator makes them with a role, so this file lists
 * them from the vendors' documentation.
 */

/** Where a function gets its events from, by name: what `ListEventSourceMappings` says about it. */
export interface Source {
  readonly queue?: string;
  /** The table whose stream it reads, and the queue for records that could not be handled. */
  readonly stream?: { readonly table: string; readonly onFailure: string };
}

/**
 * What the Lambda service calls to poll a source, according to AWS's own policies for it, AWSLambdaSQSQueueExecutionRole and
 * AWSLambdaDynamoDBExecutionRole; "sqs:SendMessage" on failure (Lambda's guide, "Retaining discarded batches").
 */
export const pollingOf = ({ queue, stream }: Source): Need[] => [
  ...(queue === undefined
    ? []
    : ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => `sqs:${action} ${queue}`)),
  ...(stream === undefined
    ? []
    : [
        ...['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
          (action) => `dynamodb:${action} ${stream.table}/stream`,
        ),
        `sqs:SendMessage ${stream.onFailure}`,
      ]),
];

/** Writes to the existing log group (AWSLambdaBasicExecutionRole, without creating a group). */
export const LOGGING = ['logs:CreateLogStream', 'logs:PutLogEvents'] as const;

/** For a function in a VPC: Lambda's guide, "Giving Lambda functions access to resources in an Amazon VPC", and AWSLambdaVPCAccessExecutionRole. */
export const NETWORKING = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
] as const;

const LOG_GROUPS = ['application', 'dataplane', 'host', 'performance'];

/**
 * What an EKS add-on calls with the role of its service account. The agent and Fluent Bit write to existing groups, into streams that
 * they create and look up (AWS gives them CloudWatchAgentServerPolicy; the rest of that policy is for what is switched off here).
 */
const OF_ADD_ONS: Readonly<Record<string, readonly Need[]>> = {
  'cloudwatch-agent': LOG_GROUPS.flatMap((group) =>
    ['CreateLogStream', 'DescribeLogStreams', 'PutLogEvents'].map(
      (action) => `logs:${action} /aws/containerinsights/enterwait/${group}`,
    ),
  ),
};

export const addOnCallsOf = (serviceAccount: string): readonly Need[] => OF_ADD_ONS[serviceAccount] ?? [];

const ofService = (name: string): string => `enterwait/service/${name}`;
const passwordOf = (service: string): string => ofService(`${service}-database`);
const SIGNING_SECRET = 'enterwait/webhook-secret';
const PEER_SECRET = ofService('management-peer');

/**
 * The secrets that the pods of a service account mount in the chart; a rule of the chart compares them (scripts/delivery/chart/rules/rules.ts).
 */
export const MOUNTED_SECRETS: Readonly<Record<string, readonly string[]>> = {
  enterwait: [ofService('enterwait'), passwordOf('enterwait'), SIGNING_SECRET],
  nursery: [ofService('nursery'), passwordOf('nursery'), SIGNING_SECRET],
  management: [ofService('management'), passwordOf('management'), PEER_SECRET],
  leavers: SYSTEMS.map(passwordOf),
  reconcile: SYSTEMS.map(passwordOf),
  'database-setup': [...SERVICES.map(passwordOf), PEER_SECRET, ...SERVICES.map((name) => `rds!db-${name}`)],
};

/**
 * What AWS's Secrets Store CSI provider calls with the pod's own role: GetSecretValue to mount, DescribeSecret to see whether the mounted
 * version is still current (its README, "the policy must have", and its secretsmanager_provider.go).
 */
export const mountingOf = (serviceAccount: string): Need[] =>
  (MOUNTED_SECRETS[serviceAccount] ?? []).flatMap((secret) =>
    ['GetSecretValue', 'DescribeSecret'].map((action) => `secretsmanager:${action} ${secret}`),
  );
