import type { RequestHandler } from 'express';
import type { ZodOpenApiOperationObject } from 'zod-openapi';

/** An endpoint: how it is reached, what its documentation says, who answers. The OpenAPI document is made from these. */
export interface Route {
  readonly method: 'get' | 'post';
  /** Express path; parameters as `:name`. */
  readonly path: string;
  readonly operation: ZodOpenApiOperationObject;
  readonly handlers: readonly RequestHandler[];
}
