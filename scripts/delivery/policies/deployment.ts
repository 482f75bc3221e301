import { z } from 'zod';
import { type Statement, statementsOf } from './evaluation/evaluate.ts';

/** A role of something that runs in AWS, with everything that it may do. */
export interface Role {
  /** The service account or the function that has the role. */
  readonly who: string;
  readonly kind: 'pod' | 'function';
  readonly statements: readonly Statement[];
  /** For a function: where it writes its log, and whether it is in a VPC. */
  readonly logGroupArn?: string;
  readonly inNetwork?: boolean;
}

interface Secret {
  readonly arn: string;
  /** The secret's own key; undefined: the default key of Secrets Manager, which needs no right. */
  readonly keyArn: string | undefined;
}

/** What Terraform creates for a whole account, as far as rights are concerned. */
export interface Deployment {
  readonly roles: readonly Role[];
  readonly secrets: ReadonlyMap<string, Secret>;
  /** Addresses and domains that may send mail. */
  readonly mailIdentities: readonly string[];
  /** The address that all mail comes from. */
  readonly mailSender: string;
  /** The configuration set that reports bounces; an emulator has none. */
  readonly mailConfigurationSet?: string | undefined;
}

const resourceSchema = z.object({ type: z.string(), name: z.string(), values: z.record(z.string(), z.unknown()) });
type Resource = z.infer<typeof resourceSchema>;
interface Module {
  readonly resources: Resource[];
  readonly child_modules: Module[];
}
const moduleSchema: z.ZodType<Module> = z.lazy(() =>
  z.object({
    resources: z.array(resourceSchema).default([]),
    child_modules: z.array(moduleSchema).default([]),
  }),
);
const stateSchema = z.object({ root_module: moduleSchema });

const modulesOf = (module: Module): Module[] => [module, ...module.child_modules.flatMap(modulesOf)];
const ofType = ({ resources }: Module, type: string): Resource[] => resources.filter((one) => one.type === type);
const text = (value: unknown): string => z.string().parse(value);

/** @param state with the values that `terraform show -json` prints */
export function deploymentOf(state: unknown): Deployment {
  const modules = modulesOf(stateSchema.parse(state).root_module);
  const all = (type: string): Resource[] => modules.flatMap((module) => ofType(module, type));
  return {
    roles: modules.flatMap((module) =>
      ofType(module, 'aws_iam_role').flatMap(({ values }) => roleOf(values, module) ?? []),
    ),
    secrets: new Map([
      ...all('aws_secretsmanager_secret').map(({ values }): [string, Secret] => [
        text(values.name),
        secret(text(values.arn), values.kms_key_id),
      ]),
      // RDS makes the secret with the password of a database's administrator.
      ...all('aws_db_instance').flatMap(({ values }) =>
        z
          .array(z.object({ secret_arn: z.string() }))
          .parse(values.master_user_secret)
          .map((one): [string, Secret] => [
            secretNameOf(one.secret_arn),
            secret(one.secret_arn, values.master_user_secret_kms_key_id),
          ]),
      ),
    ]),
    mailIdentities: [
      ...all('aws_ses_email_identity').map(({ values }) => text(values.email)),
      ...all('aws_ses_domain_identity').map(({ values }) => text(values.domain)),
      ...all('aws_sesv2_email_identity').map(({ values }) => text(values.email_identity)),
    ],
    mailSender: text(all('aws_lambda_function').flatMap(variablesOf('MAIL_SENDER'))[0]),
    mailConfigurationSet: all('aws_lambda_function').flatMap(variablesOf('MAIL_CONFIGURATION_SET'))[0],
  };
}

const variablesOf =
  (name: string) =>
  ({ values }: Resource): string[] =>
    z
      .array(z.object({ variables: z.record(z.string(), z.string()) }))
      .parse(values.environment)
      .flatMap(({ variables }) => variables[name] ?? []);

const secret = (arn: string, keyArn: unknown): Secret => ({
  arn,
  keyArn: typeof keyArn === 'string' && keyArn !== '' ? keyArn : undefined,
});

/** @param id the ARN of a secret, whose last six characters AWS adds, or its name */
export const secretNameOf = (id: string): string => /^arn:.*:secret:(.*?)(?:-[A-Za-z0-9]{6})?$/.exec(id)?.[1] ?? id;

/** `undefined` for a role that belongs neither to a pod nor to a function. */
function roleOf(role: Resource['values'], module: Module): Role | undefined {
  const [trust] = statementsOf(role.assume_role_policy);
  const statements = ofType(module, 'aws_iam_role_policy')
    .filter(({ values }) => values.role === role.id || values.role === role.name)
    .flatMap(({ values }) => statementsOf(values.policy));
  const services = typeof trust?.Principal === 'object' ? (trust.Principal.Service ?? []) : [];
  if (services.includes('pods.eks.amazonaws.com')) {
    const [who] = trust?.Condition?.StringEquals?.['aws:RequestTag/kubernetes-service-account'] ?? [];
    return { who: text(who), kind: 'pod', statements };
  }
  if (!services.includes('lambda.amazonaws.com')) return undefined;
  const [lambda] = ofType(module, 'aws_lambda_function');
  const [logGroup] = ofType(module, 'aws_cloudwatch_log_group');
  return {
    who: text(lambda?.values.function_name),
    kind: 'function',
    statements,
    logGroupArn: text(logGroup?.values.arn),
    inNetwork: z.array(z.unknown()).parse(lambda?.values.vpc_config).length > 0,
  };
}
