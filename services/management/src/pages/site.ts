import { SIGN_IN_LINK, viewerOf } from '@enterwait/accounts/pages';
import { personOf } from '@enterwait/http/access';
import type { Accounts, SitePages } from '@enterwait/http/app';
import { text } from '@enterwait/pages/parts';
import { createSite } from '@enterwait/pages/site';
import { PLACES } from './places.ts';

const NAV = [
  { href: PLACES.applications, label: text('신청 조회', 'Applications') },
  { href: PLACES.deadLetters, label: text('데드레터', 'Dead letters') },
  { href: PLACES.figures, label: text('추이', 'Figures') },
  { href: PLACES.accessRecords, label: text('접속기록', 'Access records') },
  { href: PLACES.health, label: text('시스템 상태', 'Health') },
];

/** The frame of this service's pages. @param assetsFolder made by `scripts/build.ts` */
export const operatorSite = (
  assetsFolder: string | undefined,
  { showSignIn }: Pick<Accounts, 'showSignIn'>,
): SitePages =>
  createSite({
    name: text('신청관리시스템', 'Waitlist operations'),
    agency: text('입소대기 신청의 조회와 운영', 'Monitoring and operation of the pipeline'),
    nav: (res) => (personOf(res) === undefined ? [] : NAV),
    viewer: viewerOf,
    guestLinks: [SIGN_IN_LINK],
    assetsFolder,
    showSignIn,
  });
