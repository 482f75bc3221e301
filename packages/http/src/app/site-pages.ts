import type { Request, RequestHandler, Response } from 'express';
import type { HttpError } from '../errors/errors.ts';

/** What a service with pages for people provides; implemented by `@enterwait/pages`. */
export interface SitePages {
  readonly assetsPath: string;
  /** Our own styles, fonts and scripts. */
  readonly assets: RequestHandler;
  /** Runs before every route and gives pages their site. */
  readonly prepare: RequestHandler;
  /** Answers an error as a page; the status is set. */
  showError(req: Request, res: Response, error: HttpError): void;
}

/** A browser prefers HTML; a program that states no preference gets JSON. */
export const wantsPage = (req: Request): boolean => req.accepts(['json', 'html']) === 'html';
