import { type Router as ExpressRouter, Router, static as serveStatic } from 'express';
import helmet from 'helmet';
import { HttpError } from '../errors/errors.ts';

/** Another system whose API is also shown. */
export interface OtherDocument {
  readonly name: string;
  /** Its OpenAPI document; undefined: it does not answer. */
  readonly read: () => Promise<string | undefined>;
}

/**
 * The API browser: swagger-ui from this service's own files; no other host is contacted. @param others also shown, in a
 * menu
 */
export function docsRouter(folder: string, title: string, others: readonly OtherDocument[] = []): ExpressRouter {
  const router = Router({ caseSensitive: true, strict: true });
  // swagger-ui writes style attributes and shows its icons as data: images; scripts are only our own files.
  router.use(
    helmet.contentSecurityPolicy({
      directives: {
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'upgrade-insecure-requests': null,
      },
    }),
  );
  router.get('/', (req, res) => {
    if (!req.originalUrl.split('?', 1)[0]?.endsWith('/')) return res.redirect(301, `${req.baseUrl}/`);
    return res.type('html').send(page(title, others.length > 0));
  });
  router.get('/start.js', (_req, res) => void res.type('js').send(startScript(title, others)));
  router.get('/systems/:name', async (req, res, next) => {
    const other = others.find(({ name }) => name === req.params.name);
    if (other === undefined) return next();
    const document = await other.read();
    if (document === undefined) throw unavailable();
    res.type('json').send(document);
  });
  router.use(serveStatic(folder, { index: false, cacheControl: false, etag: false, lastModified: false }));
  return router;
}

const unavailable = (): HttpError =>
  new HttpError(503, 'unavailable', '잠시 후 다시 시도해 주세요 / please try again in a moment');

/** "Try it out" is off if several systems are shown: a browser may only call this one. */
function startScript(title: string, others: readonly OtherDocument[]): string {
  const own = { name: title, url: '../openapi.json' };
  const urls = [own, ...others.map(({ name }) => ({ name, url: `systems/${name}` }))];
  const shared = { dom_id: '#docs', deepLinking: true, validatorUrl: null };
  if (others.length === 0) return `SwaggerUIBundle(${JSON.stringify({ ...shared, url: own.url })});\n`;
  const menu = 'presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: "StandaloneLayout"';
  return `SwaggerUIBundle({ ...${JSON.stringify({ ...shared, urls, supportedSubmitMethods: [] })}, ${menu} });\n`;
}

const page = (title: string, menu: boolean): string => `<!doctype html>
<html lang="ko">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="icon" href="favicon-32x32.png">
  <link rel="stylesheet" href="swagger-ui.css">
</head>
<body>
  <main id="docs"></main>
  <script src="swagger-ui-bundle.js"></script>${menu ? '\n  <script src="swagger-ui-standalone-preset.js"></script>' : ''}
  <script src="start.js"></script>
</body>
</html>
`;
