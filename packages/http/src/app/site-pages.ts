import type { Request, RequestHandler, Response } from 'express';
import type { HttpError } from '../errors/errors.ts';

/** What a service with pages for people brings along; made by `@enterwait/pages`, which knows how they look. */
export interface SitePages {
  readonly assetsPath: string;
  /** Styles, fonts and scripts of our own. */
  readonly assets: RequestHandler;
  /** Runs before every route: lets a page know its site. */
  readonly prepare: RequestHandler;
  /** Answers an error in words, as a page; the status is set. */
  showError(req: Request, res: Response, error: HttpError): void;
}

/** A browser asks for HTML before anything else; a program that says nothing gets JSON. */
export const wantsPage = (req: Request): boolean => req.accepts(['json', 'html']) === 'html';
