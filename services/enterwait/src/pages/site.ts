import { SIGN_IN_LINK, SIGN_UP_LINK, viewerOf } from '@enterwait/accounts/pages';
import type { Identity } from '@enterwait/http/access';
import type { Accounts, SitePages } from '@enterwait/http/app';
import { text } from '@enterwait/pages/parts';
import { createSite, type NavItem } from '@enterwait/pages/site';
import type { Response } from 'express';
import { PRIVACY_LINK } from './consents/privacy.tsx';

const PARENT_MENU: readonly NavItem[] = [
  { href: '/daycares', label: text('어린이집 찾기', 'Daycares') },
  { href: '/applications', label: text('내 신청', 'My applications') },
  { href: '/children', label: text('아동 관리', 'Children') },
  { href: '/profile', label: text('연락처', 'Contact') },
  { href: '/consents', label: text('동의 관리', 'Consents') },
];

/** The parents' site. @param assetsFolder as the build made it */
export const parentSite = (assetsFolder: string | undefined, { showSignIn }: Pick<Accounts, 'showSignIn'>): SitePages =>
  createSite({
    name: text('입소대기신청시스템', 'Daycare waitlist'),
    agency: text(
      '어린이집 입소대기 신청, 순서 확인, 취소를 온라인으로 할 수 있습니다.',
      'Apply for a place at a daycare, see your place in the line, withdraw.',
    ),
    nav: (res) => (isParent(res) ? PARENT_MENU : []),
    viewer: viewerOf,
    guestLinks: [SIGN_IN_LINK, SIGN_UP_LINK],
    footLinks: [PRIVACY_LINK],
    assetsFolder,
    showSignIn,
  });

const isParent = (res: Response): boolean => (res.locals.identity as Identity | undefined)?.principal.role === 'parent';
