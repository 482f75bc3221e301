import type { Request, Response } from 'express';
import type { Text } from '../parts/text.tsx';
import type { AssetNames } from './assets.ts';

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

/** @throws when the service has no pages */
export function siteOf(res: Response): Site {
  const site = res.locals.site as Site | undefined;
  if (site === undefined) throw new Error('createApp was not given `pages`');
  return site;
}
