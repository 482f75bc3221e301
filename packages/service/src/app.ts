import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { docsRouter } from './docs.ts';
import { answerErrors, unknownPath } from './error-handler.ts';
import type { Logger } from './logging.ts';
import type { Metrics } from './metrics.ts';
import { type ApiInfo, openApiDocument } from './openapi.ts';
import { accessLog, traceRequest } from './request-context.ts';
import type { Route } from './route.ts';

export interface AppOptions {
  readonly info: ApiInfo;
  readonly routes: readonly Route[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Folder with swagger-ui's files; without it there is no `/docs`. */
  readonly docsFolder?: string | undefined;
}

/** The HTTP application of a service: its routes, the documents made from them, and one place that answers errors. */
export function createApp({ info, routes, logger, metrics, docsFolder }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(helmet({ strictTransportSecurity: false })); // TLS ends in front of the service, and so does its header
  app.use(traceRequest, accessLog(logger, metrics));
  for (const { method, path, handlers } of routes) app[method](path, ...handlers);
  const document = openApiDocument(info, routes);
  app.get('/openapi.json', sendJson(document));
  if (docsFolder !== undefined) app.use('/docs', docsRouter(docsFolder, info.title));
  app.use(unknownPath(routes));
  app.use(answerErrors(logger));
  return app;
}

const sendJson =
  (value: unknown): RequestHandler =>
  (_req, res) => {
    res.json(value);
  };
