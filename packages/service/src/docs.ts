import { type Router as ExpressRouter, Router, static as serveStatic } from 'express';
import helmet from 'helmet';

/** The API to browse: swagger-ui from this service's own files, no other host is asked. */
export function docsRouter(folder: string, title: string): ExpressRouter {
  const router = Router({ caseSensitive: true, strict: true });
  // swagger-ui writes style attributes and shows its icons as data: images; scripts stay our own files.
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
    return res.type('html').send(page(title));
  });
  router.get('/start.js', (_req, res) => {
    res
      .type('js')
      .send("SwaggerUIBundle({ url: '../openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });\n");
  });
  router.use(serveStatic(folder, { index: false, cacheControl: false, etag: false, lastModified: false }));
  return router;
}

const page = (title: string): string => `<!doctype html>
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
  <script src="swagger-ui-bundle.js"></script>
  <script src="start.js"></script>
</body>
</html>
`;
