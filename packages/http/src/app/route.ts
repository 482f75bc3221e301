import type { RequestHandler } from 'express';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { Role } from '../access/principal.ts';

/** Who may call: anybody, the pipeline by its signature (which the route checks itself), or one of these roles. */
export type Access = 'open' | 'signed' | readonly Role[];

/**
 * Whether a route shows other people's personal data. `recorded`: its handler calls `showing` (record-accesses.ts) with
 * the ids before it answers. `refreshOf`: the same, for a route that keeps a part of that page up to date.
 */
export type PersonalData = 'none' | 'recorded' | { readonly refreshOf: string };

/**
 * An endpoint: its path, its access rule, its documentation and its handlers. The OpenAPI document is made from these.
 */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Express path; parameters as `:name`. */
  readonly path: string;
  /**
   * Enforced by `createApp` before any handler runs. Ownership of an application is checked where the application is
   * read.
   */
  readonly access: Access;
  /** Required for every page and query that is neither open nor only for parents; a test finds missing ones. */
  readonly personalData?: PersonalData;
  /** Absent for a page, which is not part of the API. */
  readonly operation?: ZodOpenApiOperationObject;
  readonly handlers: readonly RequestHandler[];
}
