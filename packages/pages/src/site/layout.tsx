import type { ComponentChildren, VNode } from 'preact';
import { plain, T, type Text } from '../parts/text.tsx';
import { MaintenanceNotice } from './maintenance.tsx';
import type { NavItem, Site, Viewer } from './site-options.ts';

export interface LayoutProps {
  readonly site: Site;
  readonly title: Text;
  readonly nav: readonly NavItem[];
  readonly viewer: Viewer | undefined;
  /** Path of the page: marks the current menu item. */
  readonly path: string;
  /** The breadcrumb from the home page, without the page itself. */
  readonly trail?: readonly NavItem[] | undefined;
  /** Beside the heading: a step indicator. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** htmx only fetches and swaps: no evaluated code, no inline styles, and no error page inside a live part. */
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorCSS: false,
  history: false,
  noSwap: [204, 304, '4xx', '5xx'],
  defaultTimeout: 10_000,
});

/** The whole page: head, menu, heading, body, footer. One h1. */
export const Layout = (props: LayoutProps): VNode => {
  const { site, title, nav, viewer, path, trail, aside, children } = props;
  return (
    <html lang="ko">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${plain(title)} | ${site.name.ko}`}</title>
        <meta name="htmx-config" content={HTMX_CONFIG} />
        <link rel="icon" href={`/assets/${site.assets.icon}`} type="image/svg+xml" />
        <link rel="stylesheet" href={`/assets/${site.assets.css}`} />
        <script src={`/assets/${site.assets.js}`} defer />
      </head>
      <body>
        <div id="krds-skip-link">
          <a href="#main">본문 바로가기</a>
        </div>
        <div id="wrap">
          <Head site={site} nav={nav} viewer={viewer} path={path} />
          <div id="container">
            <div class="inner">
              {trail === undefined ? null : <Trail items={trail} title={title} />}
              <main id="main" tabIndex={-1}>
                <div class="page-title-wrap between">
                  <h1 class="h-tit">
                    <T {...title} block />
                  </h1>
                  {aside}
                </div>
                <MaintenanceNotice />
                {children}
              </main>
            </div>
          </div>
          <Foot site={site} />
        </div>
      </body>
    </html>
  );
};

type HeadProps = Pick<LayoutProps, 'site' | 'nav' | 'viewer' | 'path'>;

const Head = ({ site, nav, viewer, path }: HeadProps): VNode => (
  <header id="krds-header">
    <div class="header-in">
      <div class="header-container">
        <div class="inner">
          <div class="header-branding">
            <p class="site-name">
              <a href="/">
                <T {...site.name} block />
              </a>
            </p>
            <div class="header-actions">
              {viewer === undefined ? <Guest links={site.guestLinks} /> : <Signed viewer={viewer} />}
            </div>
          </div>
        </div>
      </div>
      {nav.length === 0 ? null : (
        <nav class="krds-main-menu site-menu" aria-label="주 메뉴">
          <div class="inner">
            <ul class="gnb-menu">
              {nav.map(({ href, label }) => (
                <li key={href}>
                  <a
                    href={href}
                    class={`gnb-main-trigger is-link${isUnder(path, href) ? ' active' : ''}`}
                    aria-current={path === href ? 'page' : isUnder(path, href) ? 'true' : undefined}
                  >
                    <T {...label} />
                  </a>
                </li>
              ))}
            </ul>
          </div>
        </nav>
      )}
    </div>
  </header>
);

const isUnder = (path: string, href: string): boolean => path === href || (href !== '/' && path.startsWith(`${href}/`));

const Guest = ({ links }: { readonly links: readonly NavItem[] }): VNode => (
  <>
    {links.map(({ href, label }) => (
      <a key={href} href={href} class="krds-btn small text">
        <T {...label} />
      </a>
    ))}
  </>
);

const Signed = ({ viewer }: { readonly viewer: Viewer }): VNode => (
  <>
    {viewer.account === undefined ? (
      <span class="viewer-name">{viewer.name}</span>
    ) : (
      <a href={viewer.account.href} class="krds-btn small text">
        {viewer.name}님<span class="sr-only"> {plain(viewer.account.label)}</span>
      </a>
    )}
    <form method="post" action={viewer.signOut}>
      <button type="submit" class="krds-btn small tertiary">
        <T ko="로그아웃" en="Sign out" />
      </button>
    </form>
  </>
);

const Trail = ({ items, title }: { readonly items: readonly NavItem[]; readonly title: Text }): VNode => (
  <nav class="krds-breadcrumb-wrap" aria-label="현재 경로">
    <ol class="breadcrumb">
      <li class="home">
        <a href="/" class="txt">
          홈
        </a>
      </li>
      {items.map(({ href, label }) => (
        <li key={href}>
          <a href={href} class="txt">
            {label.ko}
          </a>
        </li>
      ))}
      <li>
        <span class="txt" aria-current="page">
          {title.ko}
        </span>
      </li>
    </ol>
  </nav>
);

const Foot = ({ site }: { readonly site: Site }): VNode => (
  <footer id="krds-footer">
    <div class="inner">
      <div class="f-cnt">
        <div class="f-info">
          <p class="info-addr">
            <strong>{site.name.ko}</strong>
            <br />
            <T {...site.agency} />
          </p>
          {site.footLinks?.map(({ href, label }) => (
            <p key={href}>
              <a href={href} class="text-link">
                <T {...label} />
              </a>
            </p>
          ))}
        </div>
      </div>
    </div>
  </footer>
);
