import { visitorOf } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { ConsentTerms } from '@enterwait/pages/forms';
import { LinkButton, Section, T, type Text, text } from '@enterwait/pages/parts';
import { pageRoute, sendPage } from '@enterwait/pages/site';
import type { VNode } from 'preact';
import { z } from 'zod';
import { CONSENT_KINDS, CONSENTS } from '../../consents/texts.ts';

export const PRIVACY_LINK = { href: '/privacy', label: text('개인정보 처리방침', 'Privacy notice') };

/** The privacy officer (개인정보 보호책임자); the law requires a name or office, and contact details. */
export const privacyVariables = {
  PRIVACY_OFFICER: z
    .string()
    .min(1)
    .max(200)
    .default('기관 개인정보 보호책임자 (기관 대표 전화)')
    .meta({ description: 'who answers for personal data and how to reach them, as the privacy notice says it' }),
};
export type PrivacySettings = z.infer<z.ZodObject<typeof privacyVariables>>;

type Paragraph = readonly [title: Text, ...lines: Text[]];

const PARAGRAPHS: readonly Paragraph[] = [
  [
    text('처리를 맡긴 곳', 'Processors'),
    text(
      'Amazon Web Services(서울 리전)에서 보관하고 처리합니다. 안내 메일도 그곳에서 보냅니다.',
      'Kept and processed at Amazon Web Services (Seoul); mails are sent from there.',
    ),
  ],
  [
    text('파기', 'Deletion'),
    text(
      '탈퇴하면 진행 중인 신청을 취소하고 계정을 곧바로 닫으며, 취소가 처리되면 5일 안에 개인정보를 지웁니다. 취소·반려된 신청은 1년 뒤 지웁니다.',
      'When you leave, open applications are withdrawn and the account is closed at once; your data is deleted within five days of that. Withdrawn and rejected applications are deleted after a year.',
    ),
    text(
      '지운 뒤에는 누구인지 알 수 없는 처리 내역(번호, 시각, 결과)만 남습니다. 백업은 최대 35일 뒤 없어집니다.',
      'What stays are numbers, times and outcomes that name nobody; backups are gone after 35 days at most.',
    ),
  ],
  [
    text('정보주체의 권리', 'Your rights'),
    text(
      '자기 정보를 보고 고치고(연락처, 아동 관리), 내려받고(내 정보), 동의를 철회하고(동의 관리), 탈퇴할 수 있습니다. 로그인할 수 없으면 보호책임자에게 요청해 주세요.',
      'See and correct your data, download it, take consents back and leave, all by yourself; or ask the officer named below.',
    ),
  ],
  [
    text('안전성 확보 조치', 'Security'),
    text(
      '전송과 보관을 암호화하고, 비밀번호는 해시로만 두며, 누가 언제 무엇을 보고 했는지 기록합니다.',
      'Encrypted on the way and at rest, passwords as hashes only, and a record of who did what and when.',
    ),
  ],
  [
    text('쿠키', 'Cookies'),
    text(
      '로그인 상태를 유지하는 쿠키만 씁니다. 광고나 방문 분석을 위한 것은 없습니다.',
      'Only the cookie that keeps you signed in; none for advertising or analysis.',
    ),
  ],
  [
    text('권익 침해 구제', 'Complaints'),
    text(
      '개인정보침해신고센터(privacy.kisa.or.kr, 118), 개인정보분쟁조정위원회(kopico.go.kr, 1833-6972)',
      'Privacy report centre (118), dispute mediation committee (1833-6972)',
    ),
  ],
];

/** `GET /privacy`: the privacy notice (개인정보 처리방침), for everybody. */
export const privacyPage = ({ PRIVACY_OFFICER }: PrivacySettings): Route =>
  pageRoute({
    method: 'get',
    path: PRIVACY_LINK.href,
    access: 'open',
    async handler(_req, res) {
      const isParent = (await visitorOf(res))?.principal.role === 'parent';
      sendPage(res, {
        title: PRIVACY_LINK.label,
        trail: [],
        body: (
          <>
            <p class="lead">
              <T
                ko="어린이집 입소대기를 위해 어떤 개인정보를 왜, 얼마나 오래 다루는지 알려 드립니다."
                en="What personal data is processed for the waitlist, why, and for how long."
                block
              />
            </p>
            {CONSENT_KINDS.map((kind) => (
              <Section key={kind} title={CONSENTS[kind].title}>
                <ConsentTerms terms={CONSENTS[kind].terms} />
              </Section>
            ))}
            {PARAGRAPHS.map(([title, ...lines]) => (
              <Section key={title.ko} title={title}>
                <Lines lines={lines} />
              </Section>
            ))}
            <Section title={text('개인정보 보호책임자', 'Privacy officer')}>
              <p>{PRIVACY_OFFICER}</p>
            </Section>
            <p class="note">
              <T ko={`시행일 ${CONSENTS.account.version}`} en={`in force since ${CONSENTS.account.version}`} />
            </p>
            {isParent ? <LinkButton href="/consents" label={text('동의 관리', 'Your consents')} /> : null}
          </>
        ),
      });
    },
  });

const Lines = ({ lines }: { readonly lines: readonly Text[] }): VNode => (
  <>
    {lines.map((line) => (
      <p key={line.ko}>
        <T {...line} block />
      </p>
    ))}
  </>
);
