import type { Service } from '@enterwait/domain/protocol';
import type { Behaviour } from './queue.ts';

/** How each part of the system behaves at a given second; parts left out are healthy. */
export interface Parts {
  /** A service's ready pods; two is healthy. */
  readonly pods?: (service: Service, second: number) => number;
  readonly database?: (service: Service, second: number) => 'well' | 'gone' | 'silent' | 'read-only';
  /** Whether a service's relay sends. */
  readonly relay?: (service: Service, second: number) => boolean;
  readonly judge?: Behaviour;
  readonly stream?: Behaviour;
  readonly toNursery?: Behaviour;
  readonly toEnterwait?: Behaviour;
  readonly mail?: Behaviour;
  /** Whether people can reach the public load balancer. */
  readonly wayIn?: (second: number) => boolean;
  /** Whether the pods' logs reach CloudWatch. */
  readonly logs?: (second: number) => boolean;
  /** Whether the messages of commands are lost for good. */
  readonly lost?: (second: number) => boolean;
  /** The most mails that start within a second. */
  readonly mailsPerSecond?: number;
}

export interface Nights {
  /** When the nightly jobs ran, in hours after the start, and what they found. */
  readonly reconcile: readonly { readonly hour: number; readonly differences: number }[];
  readonly leavers: readonly { readonly hour: number; readonly ageHours: number }[];
  readonly accessRecords: readonly { readonly hour: number; readonly findings: number }[];
}

export interface World {
  readonly minutes: number;
  /** When commands are committed, s, in order. */
  readonly commands: readonly number[];
  readonly parts: Parts;
  readonly nights: Nights;
}

export const isWell = (service: Service, second: number, parts: Parts): boolean =>
  (parts.pods?.(service, second) ?? 2) > 0 && (parts.database?.(service, second) ?? 'well') === 'well';
