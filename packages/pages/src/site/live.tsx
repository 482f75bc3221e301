import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { ComponentChildren, VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { htmlOf } from '../html/html.ts';
import { isUnderMaintenance, MaintenanceContext } from './maintenance.tsx';
import { sendHtml } from './page.tsx';

export interface LiveProps {
  /** Its id on the page. */
  readonly id: string;
  /** The URL to fetch it again; answered by `sendLive` with the same content. */
  readonly url: string;
  /** Interval in seconds. Default: 3. */
  readonly seconds?: number;
  /** Not read aloud when it changes, because the list is long. */
  readonly quiet?: boolean;
  readonly children: ComponentChildren;
}

/** A part of a page that updates itself while the page is open. Without JavaScript it stays as it was. */
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

/** Answers a `Live` request: 204 if nothing has changed, else the new part. */
export function sendLive(req: Request, res: Response, props: LiveProps): void {
  if (req.query.seen === tagOf(props.children, isUnderMaintenance(res))) {
    res.set('Cache-Control', 'no-store').status(204).end();
    return;
  }
  sendHtml(res, <Live {...props} />);
}

/** Whether this is an automatic update of a live part, without any user action. */
export const isLiveRequest = (req: Request): boolean =>
  req.method === 'GET' && (req.header('hx-request') !== undefined || req.query.seen !== undefined);

/** Makes the browser leave the page around a live part; any other answer would be swapped into it. */
export const leavePage = (res: Response, path: string): void => {
  res.set('HX-Redirect', path);
};

/** Path and query of the page around a live part, as the browser reports it: check it with `localPath`. */
export function pageOfLive(req: Request): string | undefined {
  const url = req.header('hx-current-url');
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** The content also depends on the maintenance mode. */
const tagOf = (children: ComponentChildren, closed: boolean): string =>
  createHash('sha256').update(`${closed} `).update(htmlOf(children)).digest('base64url').slice(0, 16);
