import type { RequestHandler } from 'express';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { Role } from '../access/principal.ts';
import type { PersonalData } from '../access-records/personal-data.ts';

/** Who may come in: anybody, the pipeline by its signature (which the route itself checks), or whoever has one of these roles. */
export type Access = 'open' | 'signed' | readonly Role[];

/** An endpoint: how it is reached, who may, what its documentation says, who answers. The OpenAPI document is made from these. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Express path; parameters as `:name`. */
  readonly path: string;
  /** Enforced by `createApp` before any handler runs. Whose application it is, is decided where the application is read. */
  readonly access: Access;
  /** Every page and query that is not open, nor for parents alone, says so: a test finds one that does not. */
  readonly personalData?: PersonalData;
  /** A page for people has none: it is not part of the API. */
  readonly operation?: ZodOpenApiOperationObject;
  readonly handlers: readonly RequestHandler[];
}
