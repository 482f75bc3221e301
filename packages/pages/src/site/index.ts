export { isLiveRequest, Live, type LiveProps, leavePage, pageOfLive, sendLive } from './live.tsx';
export { WhileOpen } from './maintenance.tsx';
export { doneOf, localPath, redirect, sendPage } from './page.tsx';
export { pageRoute } from './page-route.ts';
export { createSite } from './site.tsx';
export type { NavItem, Viewer } from './site-options.ts';
