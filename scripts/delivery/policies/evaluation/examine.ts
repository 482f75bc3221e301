import type { Finding } from '@enterwait/command-line/output';
import { type Need, type Needs, SENDER } from '../calls.ts';
import { type Deployment, type Role, secretNameOf } from '../deployment.ts';
import { addOnCallsOf, LOGGING, mountingOf, NETWORKING } from '../platform.ts';
import { type Call, decide, rightsOf } from './evaluate.ts';

/** What is needed: by the code of pods and functions, and by what Lambda does for a function. */
export interface AllNeeds {
  readonly code: Needs;
  readonly polling: Needs;
}

/** A right that nothing here uses, and why it is granted anyway: `management sqs:SendMessage IntegrateEventQueue.fifo`. */
export type Excuses = Readonly<Record<string, string>>;

/** Placeholder region and account number of terraform/tests/mocks/aws.tfmock.hcl. */
const HOME = 'ap-northeast-2:111122223333';

/** Compares what each role needs with what it may do: nothing may be missing, nothing unused. */
export function examine(deployment: Deployment, needs: AllNeeds, excuses: Excuses): Finding[] {
  const known = new Set(deployment.roles.map(({ who }) => who));
  const strangers = Object.keys({ ...needs.code, ...needs.polling }).filter((who) => !known.has(who));
  const findings = deployment.roles.map((role) => examineRole(role, deployment, needs, excuses));
  const stale = Object.keys(excuses).filter((one) => !findings.some(({ excused }) => excused.includes(one)));
  return [
    ...findings.map(({ what, problems }) => ({ what, problems })),
    {
      what: 'every caller has a role, and every excuse is needed',
      problems: [
        ...strangers.map((who) => `${who} calls AWS and has no role`),
        ...stale.map((one) => `the excuse for ${one} is needed no more`),
      ],
    },
  ];
}

function examineRole(
  role: Role,
  deployment: Deployment,
  { code, polling }: AllNeeds,
  excuses: Excuses,
): Finding & { readonly excused: string[] } {
  const { who, kind, statements } = role;
  const own = (code[who] ?? []).flatMap((need) => callsOf(need, deployment).map((call) => byTheCode(call, role)));
  const byAws = [
    ...[...(polling[who] ?? []), ...(kind === 'pod' ? [...mountingOf(who), ...addOnCallsOf(who)] : [])].flatMap(
      (need) => callsOf(need, deployment),
    ),
    ...platformCalls(role),
  ];
  const decisions = [...own, ...byAws].map((call) => ({ call, decision: decide(statements, call) }));
  const used = new Set(decisions.flatMap(({ decision }) => decision.allows.map(nameOf)));
  const missing = decisions.filter(({ decision }) => !decision.allowed);
  const rights = rightsOf(statements);
  const unused = rights.filter((right) => !used.has(nameOf(right)));
  const excused = unused.map((right) => `${who} ${nameOf(right)}`).filter((one) => one in excuses);
  return {
    what: `${who}: ${own.length} calls of its own, ${byAws.length} of AWS for it, ${rights.length} rights`,
    problems: [
      ...missing.map(({ call }) => `${who} may not ${call.action} on ${call.resource}${told(call.context)}`),
      ...unused
        .map((right) => `${who} ${nameOf(right)}`)
        .filter((one) => !(one in excuses))
        .map((one) => `nothing uses the right: ${one}`),
    ],
    excused,
  };
}

const nameOf = ({ action, resource }: { readonly action: string; readonly resource: string }): string =>
  `${action} ${shortOf(resource)}`;

/** Shortens an ARN to the part that identifies the resource. */
const shortOf = (arn: string): string =>
  arn.includes(':secret:') ? secretNameOf(arn) : (/^arn:(?:[^:]*:){4}(.*)$/.exec(arn)?.[1] ?? arn);

const told = (context: Call['context']): string =>
  Object.entries(context ?? {})
    .map(([key, value]) => `, ${key} ${[value].flat().join(' ')}`)
    .join('');

/** A function's own calls carry its ARN; the calls that Lambda makes for it do not. */
const byTheCode = (call: Call, { who, kind }: Role): Call =>
  kind === 'pod'
    ? call
    : { ...call, context: { ...call.context, 'lambda:SourceFunctionArn': `arn:aws:lambda:${HOME}:function:${who}` } };

const platformCalls = ({ kind, logGroupArn, inNetwork }: Role): Call[] =>
  kind === 'pod'
    ? []
    : [
        ...LOGGING.map((action) => ({ action, resource: `${logGroupArn}:log-stream:one` })),
        ...(inNetwork ? NETWORKING.map((action) => ({ action, resource: '*' })) : []),
      ];

/** A need as IAM evaluates it, in the account of Terraform's tests. */
function callsOf(need: Need, deployment: Deployment): Call[] {
  const [action = '', name = '', condition] = need.replaceAll(SENDER, deployment.mailSender).split(' ');
  const [key = '', values = ''] = condition?.split('=') ?? [];
  const context =
    condition === undefined ? {} : { context: { [key]: values.includes(',') ? values.split(',') : values } };
  const [service = ''] = action.split(':');
  if (service === 'secretsmanager') return onSecret(action, name, deployment);
  const call = { action, resource: arnOf(service, name, deployment), ...context };
  const { mailConfigurationSet: set } = deployment;
  // In AWS a mail names its configuration set, which is a resource of the call, too.
  if (service === 'ses' && set !== undefined && !name.startsWith(CONFIGURATION_SET))
    return [call, { ...call, resource: arnOf(service, CONFIGURATION_SET + set, deployment) }];
  return [call];
}

const CONFIGURATION_SET = 'configuration-set/';

function arnOf(service: string, name: string, { mailIdentities }: Deployment): string {
  switch (service) {
    case 'sqs':
      return `arn:aws:sqs:${HOME}:${name}`;
    case 'dynamodb':
      return `arn:aws:dynamodb:${HOME}:table/${name.replace(/\/stream$/, '/stream/2026-01-01T00:00:00.000')}`;
    case 'logs':
      return `arn:aws:logs:${HOME}:log-group:${name}:log-stream:one`;
    case 'events':
      return `arn:aws:events:${HOME}:event-bus/${name}`;
    case 'ses': {
      if (name.startsWith(CONFIGURATION_SET)) return `arn:aws:ses:${HOME}:${name}`;
      // SES checks the right on the address, or on its domain if the address is not an identity itself.
      const identity = [name, name.split('@').at(-1) ?? ''].find((one) => mailIdentities.includes(one));
      return `arn:aws:ses:${HOME}:identity/${identity ?? name}`;
    }
    default:
      throw new Error(`${service}: scripts/delivery/policies/evaluation/examine.ts has to say what its ARNs look like`);
  }
}

/** A secret with our own key is decrypted with that key, which Secrets Manager uses in the caller's name. */
function onSecret(action: string, name: string, { secrets }: Deployment): Call[] {
  const secret = secrets.get(name);
  if (secret === undefined) throw new Error(`Terraform makes no secret ${name}`);
  const call = { action, resource: secret.arn };
  if (secret.keyArn === undefined || !action.endsWith(':GetSecretValue')) return [call];
  const [region] = HOME.split(':');
  const context = { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` };
  return [call, { action: 'kms:Decrypt', resource: secret.keyArn, context }];
}
