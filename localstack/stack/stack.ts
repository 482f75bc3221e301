import { SERVICES, type Service } from '@enterwait/domain/protocol';
import type { TerraformOutputs } from '@enterwait/operations/target';
import type { Demo, DemoKeys } from '../demo/people.ts';
import type { Mail } from '../emulator/mailbox.ts';
import type { Ports, StackKind } from '../settings/settings.ts';

export const SERVICE_NAMES = SERVICES;
export type ServiceName = Service;

/** A part of a running stack that can be stopped and started again, as the fault tests do. */
export interface PartHandle {
  /** Undefined while it is not running, and for containers. */
  readonly pid: number | undefined;
  isRunning(): Promise<boolean>;
  /** Shuts it down in order and waits until it is gone. */
  stop(): Promise<void>;
  /** Sends a signal and, if that ends the part, waits until it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

export interface ServiceHandle extends PartHandle {
  readonly url: string;
  /** Starts it and waits until it is ready. `alive` only waits until it answers, for a start without its database. */
  start(until?: 'ready' | 'alive'): Promise<void>;
  restart(): Promise<void>;
}

export interface DatabaseHandle extends PartHandle {
  /** Until `resume`, it accepts connections but never answers, like a host that hangs. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Starts it on the same data and waits until both systems can connect. */
  start(): Promise<void>;
}

/** Stopping an emulator would lose its state, so it can only be kept from answering for a while. */
export interface EmulatorHandle {
  readonly pid: number | undefined;
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** A running stack. Whoever holds one may use all its parts. */
export interface StartedStack {
  readonly kind: StackKind;
  readonly stateDir: string;
  readonly host: string;
  readonly ports: Ports;
  readonly region: string;
  readonly enterwaitUrl: string;
  readonly nurseryUrl: string;
  readonly managementUrl: string;
  readonly awsEndpointUrl: string;
  /** `mysql://user:password@host:port/database` */
  readonly enterwaitDatabaseUrl: string;
  readonly nurseryDatabaseUrl: string;
  readonly managementDatabaseUrl: string;
  readonly adminToken: string;
  /** API keys of the demo, one for each role. */
  readonly keys: DemoKeys;
  readonly demo: Demo;
  readonly webhookSecret: string;
  readonly tableName: string;
  readonly integrateQueueUrl: string;
  readonly outputs: TerraformOutputs;
  readonly services: Record<ServiceName, ServiceHandle>;
  readonly database: DatabaseHandle;
  readonly emulator: EmulatorHandle;
  /** Mails that the emulator's SES has sent to these addresses, or all of them, oldest first. */
  mails(to?: readonly string[]): Promise<Mail[]>;
  /** Runs a second `terraform plan`: does the stack still match the Terraform code? */
  plan(): Promise<{ changes: boolean; text: string }>;
  /** Stops all of it. Logs, secrets and databases stay; `reset` also removes the databases. */
  stop(options?: { reset?: boolean }): Promise<void>;
}
