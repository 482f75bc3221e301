import { visitorOf } from '@enterwait/http/access';
import type { SitePages } from '@enterwait/http/app';
import { DetourError } from '@enterwait/http/errors';
import type { Response } from 'express';
import { readAssetNames, serveAssets } from './assets.ts';
import { showErrorPage } from './error-page.tsx';
import { isLiveRequest, leavePage } from './live.tsx';
import { redirect } from './page.tsx';
import type { Site, SiteOptions } from './site-options.ts';

const ASSETS_PATH = '/assets';

/** Creates what `createApp` needs as `pages`, once per service. @throws when the folder has no manifest */
export function createSite(options: SiteOptions): SitePages {
  const assets = readAssetNames(options.assetsFolder);
  const site: Site = { ...options, assets };
  return {
    assetsPath: ASSETS_PATH,
    assets: serveAssets(options.assetsFolder),
    prepare(_req, res, next) {
      res.locals.site = site;
      next();
    },
    showError(req, res, error) {
      // A request of this site may fail before `prepare` has run.
      res.locals.site = site;
      if (error.status === 401 && options.showSignIn !== undefined) return options.showSignIn(req, res);
      if (error instanceof DetourError) return isLiveRequest(req) ? leaveFor(res, error) : redirect(res, error.path);
      const show = (): void => showErrorPage(req, res, error);
      // The viewer is looked up if the error came earlier, but not in a database that may be unavailable.
      if (error.status >= 500) return show();
      void visitorOf(res)
        .catch(() => undefined)
        .then(show)
        .catch(() => res.destroy());
    },
  };
}

function leaveFor(res: Response, { path }: DetourError): void {
  leavePage(res, path);
  res.end();
}
