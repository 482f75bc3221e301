import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RequestHandler, static as serveStatic } from 'express';
import { z } from 'zod';

/** File names from the build: each contains a hash of its content, so it may be cached for ever. */
const assetNamesSchema = z.object({ css: z.string(), js: z.string(), icon: z.string() });
export type AssetNames = z.infer<typeof assetNamesSchema>;

export const MANIFEST = 'manifest.json';

/** @throws when the folder has no manifest */
export function readAssetNames(folder: string | undefined): AssetNames {
  if (folder === undefined) return { css: 'site.css', js: 'site.js', icon: 'favicon.svg' };
  return assetNamesSchema.parse(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')));
}

const TYPES: Record<string, string> = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };

/** Serves the folder. Styles and scripts are sent as precompressed Brotli files to clients that accept them. */
export function serveAssets(folder: string | undefined): RequestHandler {
  if (folder === undefined) return (_req, _res, next) => next();
  const files = serveStatic(folder, {
    index: false,
    fallthrough: true,
    cacheControl: false,
    setHeaders(res, path) {
      // Overrides the default header of all answers.
      res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      const type = TYPES[/\.(css|js)\.br$/.exec(path)?.[1] ?? ''];
      if (type === undefined) return;
      res.setHeader('Content-Type', type);
      res.setHeader('Content-Encoding', 'br');
    },
  });
  return (req, res, next) => {
    if (/\.(css|js)$/.test(req.path)) {
      res.vary('Accept-Encoding');
      if (req.acceptsEncodings('br') === 'br') req.url = req.url.replace(/\.(css|js)(\?|$)/, '.$1.br$2');
    }
    files(req, res, next);
  };
}
