import { SIGN_IN_LINK, viewerOf } from '@enterwait/accounts/pages';
import { personOf } from '@enterwait/http/access';
import type { Accounts, SitePages } from '@enterwait/http/app';
import { text } from '@enterwait/pages/parts';
import { createSite } from '@enterwait/pages/site';

/** The frame of this service's pages. @param assetsFolder made by `scripts/build.ts` */
export const nurserySite = (
  assetsFolder: string | undefined,
  { showSignIn }: Pick<Accounts, 'showSignIn'>,
): SitePages =>
  createSite({
    name: text('아동관리시스템', 'Daycare admissions'),
    agency: text('어린이집 입소대기 관리', 'Admission waitlist of the daycares'),
    nav: (res) =>
      personOf(res) === undefined
        ? []
        : [
            { href: '/waiting', label: text('대기 목록', 'Waiting list') },
            { href: '/children', label: text('재원 아동', 'Children') },
          ],
    viewer: viewerOf,
    guestLinks: [SIGN_IN_LINK],
    assetsFolder,
    showSignIn,
  });
