import { isIPv4 } from 'node:net';
import { UserError } from '@enterwait/command-line/errors';
import { PORT_VARIABLES } from '@enterwait/command-line/processes';
import { SERVICES } from '@enterwait/domain/protocol';
import { z } from 'zod';

export const PORT_NAMES = ['aws', 'database', ...SERVICES] as const;
export type PortName = (typeof PORT_NAMES)[number];
export type Ports = Record<PortName, number>;

export const STACK_KINDS = ['embedded', 'docker'] as const;
export type StackKind = (typeof STACK_KINDS)[number];

/** Variable and default of every port. The database's default is not 3306, because a machine's own database often uses that. */
export const PORT_SETTINGS = {
  aws: { variable: PORT_VARIABLES.aws, fallback: 4566 },
  database: { variable: PORT_VARIABLES.database, fallback: 13_306 },
  enterwait: { variable: PORT_VARIABLES.enterwait, fallback: 3000 },
  nursery: { variable: PORT_VARIABLES.nursery, fallback: 4000 },
  management: { variable: PORT_VARIABLES.management, fallback: 9000 },
} as const satisfies Record<PortName, { variable: string; fallback: number }>;

export const DEFAULT_REGION = 'ap-northeast-2';
/** The credentials that both emulators accept, for account 000000000000. */
export const EMULATOR_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' } as const;

export interface Settings {
  /** Undefined: choose by what the machine has. */
  kind: StackKind | undefined;
  host: string;
  ports: Ports;
  region: string;
  /** The settings that were asked for, by variable. All others are defaults. */
  asked: Record<string, string>;
  terraformVars: Record<string, string>;
}

const port = z.coerce.number().int().min(1).max(65_535);

/**
 * The settings that a user can make in the environment (`make up STACK=embedded ENTERWAIT_PORT=3001`). Empty means not set.
 * @throws UserError (`BAD_SETTING`) naming the variable
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const given = (name: string) => env[name] || undefined;
  const kind = given('STACK');
  if (kind !== undefined && !isKind(kind)) {
    throw new UserError('BAD_SETTING', `STACK=${kind}: docker 또는 embedded 만 됩니다 (must be docker or embedded)`);
  }
  const ports = Object.fromEntries(
    PORT_NAMES.map((name) => {
      const { variable, fallback } = PORT_SETTINGS[name];
      const parsed = port.safeParse(given(variable) ?? fallback);
      if (!parsed.success) {
        throw new UserError(
          'BAD_SETTING',
          `${variable}=${given(variable)}: 1에서 65535까지의 수여야 합니다 (must be a port)`,
        );
      }
      return [name, parsed.data];
    }),
  ) as Ports;
  const taken = PORT_NAMES.find((name, at) => PORT_NAMES.slice(0, at).some((other) => ports[other] === ports[name]));
  if (taken) {
    throw new UserError(
      'BAD_SETTING',
      `${PORT_SETTINGS[taken].variable}=${ports[taken]}: 두 번 쓰였습니다 (this port is given twice)`,
    );
  }
  const variables = ['STACK', 'HOST', 'REGION', ...Object.values(PORT_SETTINGS).map(({ variable }) => variable)];
  return {
    kind,
    asked: Object.fromEntries(variables.map((name) => [name, given(name) ?? '']).filter(([, value]) => value !== '')),
    host: hostFrom(given('HOST')),
    ports,
    region: given('REGION') ?? DEFAULT_REGION,
    terraformVars: {
      ...(given('MAIL_SENDER') ? { mail_sender: given('MAIL_SENDER') ?? '' } : {}),
      ...(given('MAIL_SANDBOX_RECIPIENT') ? { mail_sandbox_recipient: given('MAIL_SANDBOX_RECIPIENT') ?? '' } : {}),
    },
  };
}

const isKind = (text: string): text is StackKind => (STACK_KINDS as readonly string[]).includes(text);

/** Some shells export the machine's name as HOST, so only an address counts as a setting. */
const hostFrom = (given: string | undefined): string => (given !== undefined && isIPv4(given) ? given : '127.0.0.1');

export const isLoopback = (host: string): boolean => host.startsWith('127.');

/** The health endpoint of each kind of emulator. */
export const HEALTH_PATHS = { docker: '/_localstack/health', embedded: '/_ministack/health' } as const;

export const httpUrl = (host: string, portNumber: number): string => `http://${host}:${portNumber}`;
