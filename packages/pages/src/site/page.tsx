import type { Request, Response } from 'express';
import type { ComponentChildren } from 'preact';
import { htmlOf } from '../html/html.ts';
import type { Text } from '../parts/text.tsx';
import { Layout } from './layout.tsx';
import { isUnderMaintenance, MaintenanceContext } from './maintenance.tsx';
import { type NavItem, siteOf } from './site-options.ts';

export interface Page {
  /** The heading, and the window's title. */
  readonly title: Text;
  readonly body: ComponentChildren;
  /** Default: 200, or the status that is already set. */
  readonly status?: number;
  /** The breadcrumb from home, without the page itself; none on a home page. */
  readonly trail?: readonly NavItem[];
  /** Beside the heading: `<Steps/>`. */
  readonly aside?: ComponentChildren;
}

/** Answers with a page. It is never cached, because it belongs to the signed-in person. */
export function sendPage(res: Response, { title, body, status, trail, aside }: Page): void {
  const site = siteOf(res);
  if (status !== undefined) res.status(status);
  sendHtml(
    res,
    <Layout
      site={site}
      title={title}
      nav={site.nav(res)}
      viewer={site.viewer(res)}
      path={res.req.path}
      trail={trail}
      aside={aside}
    >
      {body}
    </Layout>,
    '<!doctype html>',
  );
}

/** Answers with a part of a page. */
export function sendHtml(res: Response, part: ComponentChildren, before = ''): void {
  res
    .set('Cache-Control', 'no-store')
    .type('html')
    .send(
      before +
        htmlOf(<MaintenanceContext.Provider value={isUnderMaintenance(res)}>{part}</MaintenanceContext.Provider>),
    );
}

/** After a form: redirects, so going back or reloading sends nothing again. */
export function redirect(res: Response, path: string): void {
  res.redirect(303, path);
}

/** The result of the last form, from the URL: a code that the page knows, never text from the URL. */
export function doneOf<Code extends string>(req: Request, texts: Readonly<Record<Code, Text>>): Text | undefined {
  const { done } = req.query;
  return typeof done === 'string' && Object.hasOwn(texts, done) ? texts[done as Code] : undefined;
}

/** A path of this site, or the fallback: a URL's redirect target is not trustworthy. */
export function localPath(value: unknown, fallback = '/'): string {
  if (typeof value !== 'string' || !/^\/(?![/\\])[\x21-\x7e]*$/.test(value) || value.includes('\\')) return fallback;
  return value;
}
