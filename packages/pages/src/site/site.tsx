import { visitorOf } from '@enterwait/http/access';
import type { SitePages } from '@enterwait/http/app';
import { DetourError } from '@enterwait/http/errors';
import type { Request, Response } from 'express';
import type { Text } from '../parts/text.tsx';
import { type AssetNames, readAssetNames, serveAssets } from './assets.ts';
import { showErrorPage } from './error-page.tsx';
import { isLiveRequest, leavePage } from './live.tsx';
import { redirect } from './page.tsx';

export interface NavItem {
  readonly href: string;
  readonly label: Text;
}

/** Who is signed in, as the head of a page shows it. */
export interface Viewer {
  readonly name: string;
  /** Leads to their account. */
  readonly account?: NavItem;
  /** Where the sign-out button posts to. */
  readonly signOut: string;
}

export interface SiteOptions {
  /** Name of the system. */
  readonly name: Text;
  /** Who runs it, one line in the foot. */
  readonly agency: Text;
  /** In the foot of every page: the privacy notice. */
  readonly footLinks?: readonly NavItem[];
  /** The main menu, for whoever asks. */
  readonly nav: (res: Response) => readonly NavItem[];
  readonly viewer: (res: Response) => Viewer | undefined;
  /** Shown in the head when nobody is signed in. */
  readonly guestLinks: readonly NavItem[];
  /** Folder that `scripts/build.ts` made: `<root>/assets`. Without it pages have no styles (unit tests). */
  readonly assetsFolder?: string | undefined;
  /** Answers a page that nobody is signed in for (the status is 401): the sign-in page. Default: a page that says so. */
  readonly showSignIn?: (req: Request, res: Response) => void;
}

export interface Site extends SiteOptions {
  readonly assets: AssetNames;
}

const ASSETS_PATH = '/assets';

/** Makes what `createApp` needs as `pages`, once per service. @throws when the folder has no manifest */
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
      // A form that this site lost may run into an error before `prepare`.
      res.locals.site = site;
      if (error.status === 401 && options.showSignIn !== undefined) return options.showSignIn(req, res);
      if (error instanceof DetourError) return isLiveRequest(req) ? leaveFor(res, error) : redirect(res, error.path);
      const show = (): void => showErrorPage(req, res, error);
      // Who is signed in is asked for where the error came before; not of a database that may be away.
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

/** @throws when the service has no pages */
export function siteOf(res: Response): Site {
  const site = res.locals.site as Site | undefined;
  if (site === undefined) throw new Error('createApp was not given `pages`');
  return site;
}
