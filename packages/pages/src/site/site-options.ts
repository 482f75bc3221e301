import type { Request, Response } from 'express';
import type { Text } from '../parts/text.tsx';
import type { AssetNames } from './assets.ts';

export interface NavItem {
  readonly href: string;
  readonly label: Text;
}

/** The signed-in person, as a page's header shows them. */
export interface Viewer {
  readonly name: string;
  /** Link to their account. */
  readonly account?: NavItem;
  /** Where the sign-out button posts to. */
  readonly signOut: string;
}

export interface SiteOptions {
  /** Name of the system. */
  readonly name: Text;
  /** Who runs it, one line in the footer. */
  readonly agency: Text;
  /** In every page's footer: the privacy notice. */
  readonly footLinks?: readonly NavItem[];
  /** The main menu, depending on the viewer. */
  readonly nav: (res: Response) => readonly NavItem[];
  readonly viewer: (res: Response) => Viewer | undefined;
  /** Shown in the header if nobody is signed in. */
  readonly guestLinks: readonly NavItem[];
  /** Folder made by `scripts/build.ts`: `<root>/assets`. Without it pages have no styles (unit tests). */
  readonly assetsFolder?: string | undefined;
  /** Answers a page that needs a sign-in (the status is 401) with the sign-in page. Default: a page that says so. */
  readonly showSignIn?: (req: Request, res: Response) => void;
}

export interface Site extends SiteOptions {
  readonly assets: AssetNames;
}

/** @throws when the service has no pages */
export function siteOf(res: Response): Site {
  const site = res.locals.site as Site | undefined;
  if (site === undefined) throw new Error('createApp was not given `pages`');
  return site;
}
