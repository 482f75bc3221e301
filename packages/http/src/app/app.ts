import express, { type Express, type RequestHandler } from 'express';
import { guardsOf } from '../access/access.ts';
import { type Authenticate, MAINTAINERS } from '../access/principal.ts';
import {
  type AccessHandlers,
  RecentAccesses,
  recordAccesses,
  requireDeclared,
} from '../access-records/record-accesses.ts';
import type { AccessRecords } from '../access-records/writer.ts';
import type { Audit } from '../audit/audit.ts';
import type { MaintenanceMode } from '../maintenance/maintenance.ts';
import { docsRouter, type OtherDocument } from '../openapi/docs.ts';
import { type ApiInfo, openApiDocument } from '../openapi/openapi.ts';
import type { Logger } from '../server/logging.ts';
import type { Metrics } from '../server/metrics.ts';
import { answerErrors, unknownPath } from './error-handler.ts';
import { accessLog, traceRequest } from './request-context.ts';
import { requireNormalPath, requireOneHost } from './request-target.ts';
import type { Route } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import type { SitePages } from './site-pages.ts';

export interface AppOptions {
  readonly info: ApiInfo;
  readonly routes: readonly Route[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Identifies the caller. */
  readonly authenticate: Authenticate;
  /** Where refused attempts are recorded. */
  readonly audit?: Audit | undefined;
  /** Where accesses to personal data are recorded; if absent, nowhere. */
  readonly accessRecords?: AccessRecords | undefined;
  /** Clock of the access records. */
  readonly clock?: (() => Date) | undefined;
  /** Express' `trust proxy`: how many proxies, or which addresses, may set `X-Forwarded-For`. */
  readonly trustProxy?: string | undefined;
  /** Folder with swagger-ui's files; without it there is no `/docs`. */
  readonly docsFolder?: string | undefined;
  /** Other systems whose API `/docs` also shows. */
  readonly otherDocuments?: readonly OtherDocument[];
  /** The pages for people; if absent, everybody gets errors as problem documents. */
  readonly pages?: SitePages | undefined;
  /** The maintenance mode; pages offer no commands during it. */
  readonly maintenance?: MaintenanceMode | undefined;
  /** The public URL of this service; with https, browsers are told to stay on https. */
  readonly publicUrl?: string | undefined;
}

/** The HTTP application of a service: its routes, the documents made from them, and one place that answers errors. */
export function createApp(options: AppOptions): Express {
  const { info, routes, logger, metrics, docsFolder, pages, authenticate, audit, maintenance, publicUrl } = options;
  const app = express();
  app.disable('x-powered-by');
  // Paths are compared literally, as the load balancer's rules compare them.
  app.enable('case sensitive routing').enable('strict routing');
  app.set('etag', false);
  app.set('trust proxy', trusted(options.trustProxy));
  app.use(...securityHeaders(publicUrl));
  app.use(traceRequest, accessLog(logger, metrics));
  app.use(requireOneHost, requireNormalPath);
  if (pages !== undefined) app.use(pages.assetsPath, pages.assets).use(pages.prepare);
  // Even the page for an unknown path shows who is signed in.
  app.use(withLocals({ authenticate, maintenance }));
  if (options.accessRecords !== undefined) requireDeclared(routes);
  const looksOf = accessRecorder(options.accessRecords, options.clock);
  for (const route of routes) {
    const { method, path, access, operation, handlers } = route;
    const { before, behind } = looksOf(route);
    app[method](path, ...before, ...guardsOf(access, operation === undefined, authenticate), ...behind, ...handlers);
  }
  const document = openApiDocument(info, routes);
  const maintainers = guardsOf(MAINTAINERS, false, authenticate);
  app.get('/openapi.json', ...maintainers, sendJson(document));
  if (docsFolder !== undefined) {
    app.use('/docs', ...maintainers, docsRouter(docsFolder, info.title, options.otherDocuments));
  }
  app.use(unknownPath(routes));
  app.use(answerErrors(logger, pages, audit));
  return app;
}

/** The handlers of a route that shows personal data. */
function accessRecorder(records: AccessRecords | undefined, clock?: () => Date): (route: Route) => AccessHandlers {
  if (records === undefined) return () => ({ before: [], behind: [] });
  const recent = new RecentAccesses();
  return ({ method, path, personalData }) =>
    recordAccesses({ method, path, personalData }, { records, recent, ...(clock === undefined ? {} : { clock }) });
}

const trusted = (setting: string | undefined): number | string | false =>
  setting === undefined ? false : /^\d+$/.test(setting) ? Number(setting) : setting;

const withLocals =
  (values: Readonly<Record<string, unknown>>): RequestHandler =>
  (_req, res, next) => {
    Object.assign(res.locals, values);
    next();
  };

const sendJson =
  (value: unknown): RequestHandler =>
  (_req, res) => {
    res.json(value);
  };
