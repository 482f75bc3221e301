import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Access, Route } from '../app/route.ts';

export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string().meta({ description: '한국어 / English' }),
    status: z.int(),
    code: z.string().meta({ description: 'machine-readable code', example: 'already-requested' }),
    errors: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document' });

/** An endpoint's response, with description and schema, as OpenAPI wants it. */
export const jsonResponse = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});

export const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** Why a caller with a credential is refused, at every endpoint that requires one. */
export const FORBIDS = 'credential-invalid, not-allowed, not-yours, address-not-verified, cross-site';

/** What every endpoint with a body may answer to an invalid body. */
export const bodyProblems = {
  400: problemResponse('malformed-json, wrong-type, unknown-field'),
  413: problemResponse('body-too-large (over 64 KB)'),
  415: problemResponse('unsupported-media-type'),
  422: problemResponse('invalid-field: what is wrong stands in `errors`, a field each'),
};

/** The answer to an address with too many wrong credentials, and to anyone who has sent too many requests. */
const tooOftenResponse = {
  ...problemResponse('too-often'),
  headers: z.object({ 'Retry-After': z.string().meta({ description: 'seconds until there is another try' }) }),
};

/** OpenAPI 3.1, made from the same schemas that check the requests. */
export function openApiDocument(info: ApiInfo, routes: readonly Route[]): unknown {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const { method, path, access, operation } of routes) {
    if (operation === undefined) continue;
    const templated = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[templated] = { ...paths[templated], [method]: withAccess(operation, access) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: { ...info },
    paths: paths satisfies ZodOpenApiPathsObject,
    // Pages are not part of the API. Their existence is no secret to readers of this document.
    'x-pages': routes
      .filter(({ operation }) => operation === undefined)
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`),
    components: {
      securitySchemes: {
        credential: {
          type: 'http',
          scheme: 'bearer',
          description: 'an API key (`ew_…`), or the admin token; people have the cookie of their session instead',
        },
        webhook: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description:
            'Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature; enterwait-event and its signature',
        },
      },
    },
  });
}

/** What every endpoint may answer besides its own responses. */
function commonProblems({ requestBody, requestParams, responses = {} }: ZodOpenApiOperationObject): Problems {
  return {
    400: problemResponse('bad-request: an address or a header that cannot be read'),
    ...(requestParams?.path === undefined ? {} : { 404: problemResponse('unknown-path') }),
    405: problemResponse('method-not-allowed: `Allow` names those that are'),
    ...(requestBody === undefined ? {} : bodyProblems),
    ...(requestParams === undefined ? {} : { 422: problemResponse('invalid-field') }),
    429: tooOftenResponse,
    503: problemResponse('unavailable'),
    ...(responses as Problems),
  };
}

type Problems = NonNullable<ZodOpenApiOperationObject['responses']>;

/** Adds to an operation who may call it, and what other callers get. */
function withAccess(given: ZodOpenApiOperationObject, access: Access): ZodOpenApiOperationObject {
  const operation = { ...given, responses: commonProblems(given) };
  if (access === 'open') return { ...operation, security: [] };
  if (access === 'signed') {
    return {
      ...operation,
      security: [{ webhook: [] }],
      responses: {
        401: problemResponse('signature-required'),
        403: problemResponse('signature-invalid'),
        ...operation.responses,
      },
    };
  }
  return {
    ...operation,
    description: [operation.description, `권한 · roles: ${access.join(', ')}`].filter(Boolean).join('\n\n'),
    security: [{ credential: [] }],
    responses: {
      401: problemResponse('credential-required'),
      403: problemResponse(FORBIDS),
      ...operation.responses,
    },
  };
}
