import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { SERVICE_TIMEOUTS } from '../database/timeouts.ts';
import { rulesOf } from '../limits/rules.ts';
import { readSecretFiles } from './secret-files.ts';

/** An environment variable is missing or wrong; the message says which, and what it should be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const port = z.coerce.number().int().min(0).max(65_535);
const milliseconds = z.coerce.number().int().min(10).max(600_000);

/** Variables of every service. The documentation shows `meta.description`. */
export const serverVariables = {
  REGION: z.string().min(1).meta({ description: 'AWS region, e.g. ap-northeast-2' }),
  QUEUE_URL: z.url().meta({ description: 'URL of IntegrateEventQueue' }),
  AWS_ACCESS_KEY_ID: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'static key; leave it out where the pod has a role' }),
  AWS_SECRET_ACCESS_KEY: z.string().min(1).optional().meta({ description: 'secret of the static key' }),
  AWS_ENDPOINT_URL: z.url().optional().meta({ description: 'endpoint of an emulator; none in AWS' }),
  AWS_TIMEOUT_MS: milliseconds
    .default(10_000)
    .meta({ description: 'how long a call to AWS may take as a whole, its second attempt included, ms' }),
  ADMIN_TOKEN: z
    .string()
    .min(16)
    .meta({ description: 'bearer token of the administrative endpoints, at least 16 characters' }),
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .meta({ description: 'address to listen on; 0.0.0.0 inside a container' }),
  PORT: port.optional().meta({ description: 'port to listen on; 0 takes a free one' }),
  TRUST_PROXY: z
    .string()
    .regex(/^(\d+|[\w.:,/ -]+)$/, 'must be a number of proxies or a list of addresses')
    .optional()
    .meta({
      description:
        'proxies that may say where a request came from (X-Forwarded-For): how many, or their addresses; none by default',
    }),
  LIMITS: z
    .string()
    .default('')
    .transform((setting, context) => {
      try {
        return rulesOf(setting);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
        return z.NEVER;
      }
    })
    .meta({
      description:
        'other limits than those of docs/operations.md, separated by commas: command-parent=120/3600 (tries/seconds), command-staff=off',
    }),
  AUDIT_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(730)
    .meta({ description: 'how long entries of the audit are kept, days' }),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
};

/** Where secrets come from that are not in the environment. */
const secretVariables = {
  SECRETS_DIR: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'folder of files, each named after the variable that it holds; the environment goes before' }),
};

/** Variables of a service where people sign in. */
export const accountVariables = {
  AUTH_SECRET: z.string().min(32).meta({ description: 'signs the cookies of the sessions, at least 32 characters' }),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      description:
        'where people reach this service, by a host name of its own; when it is https, cookies are Secure and browsers keep to https there (HSTS). Default: http://HOST:PORT',
    }),
  MAIL_QUEUE_URL: z.url().meta({ description: 'URL of SendEmailQueue, for mails about accounts' }),
  REQUIRE_SECOND_FACTOR: z.enum(['off', 'on']).default('off').meta({
    description:
      'on: staff and operators who sign in by a password set up a second factor before anything else; parents are not asked',
  }),
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(1).max(720).default(30).meta({
    description: 'after how long without an action of theirs staff and operators are signed out, minutes',
  }),
  OIDC_ISSUER: z
    .url()
    .optional()
    .meta({ description: 'OpenID Connect provider of the staff; all three OIDC variables or none' }),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
};

/** The service's database. */
export const databaseConnectionVariables = {
  ...secretVariables,
  HOSTNAME: z.string().min(1).meta({ description: 'host of the MySQL database' }),
  DB_PORT: port.default(3306).meta({ description: 'port of the MySQL database' }),
  USERNAME: z.string().min(1),
  PASSWORD: z.string(),
  DATABASE: z.string().min(1),
  DB_TLS: z
    .enum(['off', 'rds'])
    .default('off')
    .meta({ description: "rds: encrypted, the server's certificate checked against Amazon's authorities for RDS" }),
  DB_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(2)
    .max(500)
    .default(20)
    .meta({ description: 'connections to the database' }),
  DB_CONNECT_TIMEOUT_MS: milliseconds
    .default(SERVICE_TIMEOUTS.connectMs)
    .meta({ description: 'how long a new connection to the database may take, login included, ms' }),
  DB_ACQUIRE_TIMEOUT_MS: milliseconds
    .default(SERVICE_TIMEOUTS.acquireMs)
    .meta({ description: 'how long is waited for a connection of the pool, ms' }),
  DB_STATEMENT_TIMEOUT_MS: milliseconds.default(SERVICE_TIMEOUTS.statementMs).meta({
    description:
      'how long a statement may take as a whole, ms; its connection is closed then. Half of it is the longest wait for a lock',
  }),
};

/** How commands leave a system. */
export const relayVariables = {
  RELAY_POLL_MS: z.coerce
    .number()
    .int()
    .min(10)
    .default(1000)
    .meta({ description: 'how often the relay looks into the outbox when nothing woke it, ms' }),
  ASK_AGAIN_SECONDS: z
    .string()
    .regex(/^\d{1,6}(,\d{1,6}){0,9}$/, 'must be seconds, separated by commas')
    .default('900,3600,21600')
    .transform((list) => list.split(',').map(Number))
    .meta({
      description:
        'how long after the queue has taken a command it is asked again while it has no answer, s: the first time, the second …; the last one goes on',
    }),
};

/** Variables of the two systems that keep applications. */
export const databaseVariables = {
  ...databaseConnectionVariables,
  ...relayVariables,
  ...accountVariables,
  WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ and at least 24 bytes in base64')
    .meta({ description: 'shared secret of the synchronising calls (Standard Webhooks)' }),
  MAINTENANCE: z.enum(['0', '1']).default('0').meta({
    description: '1: no commands are taken (503 maintenance), for the start after a restore; else the database says',
  }),
  DEFAULT_CAPACITY: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(300)
    .meta({ description: 'capacity of a daycare that is not registered yet (300: the legal maximum of one daycare)' }),
};

export type ServerConfig = z.infer<z.ZodObject<typeof serverVariables>>;
export type AccountConfig = z.infer<z.ZodObject<typeof accountVariables>>;
export type DatabaseConnection = z.infer<z.ZodObject<typeof databaseConnectionVariables>>;

/**
 * Reads the environment (in development also `.env`) against a table of variables.
 * @throws ConfigError naming every missing or wrong variable, never its value
 */
export function readConfig<Shape extends z.ZodRawShape>(
  shape: Shape,
  env: NodeJS.ProcessEnv = process.env,
): z.infer<z.ZodObject<Shape>> {
  // A folder of that name is a Python environment.
  const hasFile = statSync('.env', { throwIfNoEntry: false })?.isDirectory() === false;
  if (hasFile && env === process.env && env.NODE_ENV !== 'production') process.loadEnvFile();
  // An empty variable counts as not set: compose files and charts pass them on like that.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const given: NodeJS.ProcessEnv = { ...readSecretFiles(set.SECRETS_DIR), ...set };
  const parsed = z.object(shape).safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`the environment is not complete:\n${lines.join('\n')}`);
  }
  if ('HOSTNAME' in shape && given.HOSTNAME === hostname()) {
    throw new ConfigError(
      `HOSTNAME is "${hostname()}", the name that this container or machine gave itself; set HOSTNAME to the host of the MySQL database (127.0.0.1 for one on this machine)`,
    );
  }
  return parsed.data;
}
