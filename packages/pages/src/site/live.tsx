import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { ComponentChildren, VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { htmlOf } from './html.ts';
import { isUnderMaintenance, MaintenanceContext } from './maintenance.tsx';
import { sendHtml } from './page.tsx';

export interface LiveProps {
  /** Name on the page. */
  readonly id: string;
  /** Where this part is asked for again; answered by `sendLive` with the same content. */
  readonly url: string;
  /** How often, in seconds. Default: 3. */
  readonly seconds?: number;
  /** Not read aloud when it changes: a long list. */
  readonly quiet?: boolean;
  readonly children: ComponentChildren;
}

/** A part of a page that keeps itself up to date while the page is open. Without JavaScript it is as it was when the page came. */
export const Live = ({ id, url, seconds = 3, quiet = false, children }: LiveProps): VNode => (
  <div
    id={id}
    class="live"
    aria-live={quiet ? undefined : 'polite'}
    hx-get={`${url}${url.includes('?') ? '&' : '?'}seen=${tagOf(children, useContext(MaintenanceContext))}`}
    hx-trigger={`every ${seconds}s`}
    hx-swap="outerMorph"
  >
    {children}
  </div>
);

/** Answers what a `Live` asks: 204 while it would look the same, else the part anew. */
export function sendLive(req: Request, res: Response, props: LiveProps): void {
  if (req.query.seen === tagOf(props.children, isUnderMaintenance(res))) {
    res.set('Cache-Control', 'no-store').status(204).end();
    return;
  }
  sendHtml(res, <Live {...props} />);
}

/** Whether a part of a page asks for itself anew: nobody did anything. */
export const isLiveRequest = (req: Request): boolean =>
  req.method === 'GET' && (req.header('hx-request') !== undefined || req.query.seen !== undefined);

/** Has the browser leave the page that a live part stands in; an answer that is no part of it would be swapped into it. */
export const leavePage = (res: Response, path: string): void => {
  res.set('HX-Redirect', path);
};

/** Path and query of the page that a live part stands in, as the browser says it: for `localPath` to judge. */
export function pageOfLive(req: Request): string | undefined {
  const url = req.header('hx-current-url');
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** What is shown depends on the doors as well. */
const tagOf = (children: ComponentChildren, closed: boolean): string =>
  createHash('sha256').update(`${closed} `).update(htmlOf(children)).digest('base64url').slice(0, 16);
