import { ACCOUNT_MAILS, COMMAND_TYPES, type CommandType, type Entry } from '@enterwait/domain/protocol';
import { anApplication, anAppliedEvent } from '@enterwait/lambda/testing';
import fc from 'fast-check';
import { toHtml, toText } from './layout.tsx';
import { renderAccountMail, renderMail } from './mail.ts';
import { initialOf, koreaTime } from './words.ts';

const render = (type: CommandType, overrides = {}, sandbox = false) =>
  renderMail(anAppliedEvent(type, overrides), { sandbox });
const SITE = 'https://enterwait.example.com';

test.each([
  ['Request', 'enterwait', 'request', '입소대기 신청이 접수되었습니다 · Your waitlist application was received'],
  ['Cancel', 'enterwait', 'cancel', '입소대기 신청이 취소되었습니다 · Your waitlist application was cancelled'],
  [
    'Cancel',
    'management',
    'cancel',
    '담당 기관이 입소대기 신청을 취소했습니다 · The agency has cancelled your waitlist application',
  ],
  ['Cancel', 'nursery', 'leave', '어린이집 퇴소가 처리되었습니다 · Your child has left the daycare'],
  ['Accept', 'nursery', 'accept', '입소대기 신청이 승인되었습니다 · Your waitlist application was accepted'],
  ['Reject', 'nursery', 'reject', '입소대기 신청이 반려되었습니다 · Your waitlist application was declined'],
] as const)('%s by %s has a mail of its own: %s, "%s"', (type, origin, template, subject) => {
  expect(render(type, { origin })).toMatchObject({ template, subject });
});

const REFERENCE = '018e3f00-0000-7000-8000-0000000000aa';

test.each(COMMAND_TYPES)('the mail about %s says what it is about, Korean first, English below', (type) => {
  const { text, html } = render(type, { judged_at: '2024-03-15T15:30:00.000Z', event_id: REFERENCE });
  for (const part of [text, html]) {
    for (const fact of [
      '김○○',
      'N00001',
      REFERENCE,
      '2024년 3월 16일 00:30 (한국 시각)',
      '16 March 2024, 00:30 (Korea time)',
    ]) {
      expect(part).toContain(fact);
    }
    expect(part.indexOf('다음 절차')).toBeLessThan(part.indexOf('What happens next'));
  }
});

test('of the family a mail tells an initial, nothing else', () => {
  const application = anApplication({ child_birthday: '20190203' });
  const { subject, text, html } = render('Accept', { application });
  const { nursery_id: _daycare, ...personal } = application;
  for (const secret of Object.values(personal)) {
    for (const part of [subject, text, html]) expect(part).not.toContain(secret);
  }
});

test('a cancel by the agency is not told as the wish of the parent', () => {
  expect(render('Cancel', { origin: 'management' }).text).toContain('담당 기관이');
  expect(render('Cancel').text).toContain('요청하신 대로');
});

test('a leave is told as one, and that the place goes on', () => {
  const { text } = render('Cancel', { origin: 'nursery', note: '이사' });
  expect(text).toContain('퇴소를 처리했습니다');
  expect(text).toContain('사유: 이사');
  expect(text).toContain('Reason: 이사');
});

const ENTRY: Entry = {
  requested_at: '2024-03-15T05:06:07.000Z',
  nursery_name: '햇살어린이집',
  priority: { rules: '2026-1', items: ['single-parent'], points: 100, tie_points: 0 },
};

test('the daycare is told by its name; by its number only where no name is known', () => {
  const named = render('Accept', { entry: ENTRY });
  expect(named.text).toContain('어린이집: 햇살어린이집');
  expect(named.text).toContain('Daycare: 햇살어린이집');
  expect(named.html).not.toContain('N00001');
  expect(render('Accept', { entry: null }).text).toContain('Daycare: N00001');
});

test('what a family claims for its place in the line is in no mail', () => {
  const { subject, text, html } = render('Request', { entry: ENTRY });
  for (const part of [subject, text, html]) expect(part).not.toMatch(/single-parent|한부모|100/);
});

test.each(COMMAND_TYPES)(
  'the mail about %s leads to the application, by the event and no number of a child',
  (type) => {
    const event = anAppliedEvent(type, { event_id: REFERENCE });
    const { text, html } = renderMail(event, { sandbox: false, siteUrl: SITE });
    expect(text).toContain(`신청 보기: ${SITE}/a/${REFERENCE}\n`);
    expect(text).toContain(`See the application: ${SITE}/a/${REFERENCE}\n`);
    expect(html.match(/href="([^"]*)"/g)).toEqual(Array(2).fill(`href="${SITE}/a/${REFERENCE}"`));
  },
);

test('without a site a mail carries no link', () => {
  const { text, html } = render('Accept');
  expect(text).not.toContain('http');
  expect(html).not.toContain('href');
});

test('a rejection tells the reason; one without sends the parent to the daycare', () => {
  const { text, html } = render('Reject', { note: '정원 조정 <b>' });
  expect(text).toContain('사유: 정원 조정 <b>\n');
  expect(html).toContain('<td>정원 조정 &lt;b></td>');
  expect(text).not.toContain('까닭은 어린이집에 문의해');
  expect(render('Reject').text).toContain('까닭은 어린이집에 문의해');
});

test('the mail about a password holds the link, how long it is good for, and nobody', () => {
  const url = 'https://enterwait.example.com/reset?token=a&b=c';
  const mail = {
    mail: 'password-reset',
    mail_id: REFERENCE,
    to: 'user@email.com',
    url,
    expires_at: '2024-03-15T15:30:00Z',
  } as const;
  const { template, subject, text, html } = renderAccountMail(mail, { sandbox: false });
  expect({ template, subject }).toEqual({
    template: 'password-reset',
    subject: '비밀번호 재설정 안내 · Set a new password',
  });
  expect(text).toContain(`새 비밀번호 정하기: ${url}\n`);
  expect(text).toContain('유효 시각: 2024년 3월 16일 00:30 (한국 시각)');
  expect(text).toContain('요청하신 적이 없다면');
  expect(html).toContain('href="https://enterwait.example.com/reset?token=a&amp;b=c"');
  for (const part of [subject, text, html]) expect(part).not.toContain('user@email.com');
});

test.each(ACCOUNT_MAILS)(
  'the mail %s says what happened and what to do in both languages, and holds nobody',
  (kind) => {
    const url = 'https://enterwait.example.com/page?token=a';
    const mail = { mail: kind, mail_id: REFERENCE, to: 'user@email.com', url, expires_at: '2024-03-15T15:30:00Z' };
    const { template, subject, text, html } = renderAccountMail(mail, { sandbox: false });
    expect(template).toBe(kind);
    expect(text).toContain(url);
    expect(text.indexOf('다음 절차')).toBeLessThan(text.indexOf('What happens next'));
    for (const part of [subject, text, html]) expect(part).not.toContain('user@email.com');
  },
);

test('a mail in the sandbox says so at its very beginning', () => {
  const { subject, text, html } = render('Request', {}, true);
  expect(subject).toMatch(/^\[시험 · Test\] /);
  expect(text).toMatch(/^※ 시험 운영 중/);
  expect(html).toContain('<strong>시험 운영 중');
});

test('whatever stands in a fact, the HTML shows it as text', () => {
  const message = {
    subject: { ko: 's', en: 's' },
    happened: { ko: 'h', en: 'h' },
    next: { ko: 'n', en: 'n' },
    sandbox: false,
  };
  const plain = toHtml({ ...message, facts: [{ label: { ko: 'l', en: 'l' }, value: { ko: '', en: '' } }] });
  const cell = /<td>([^<]*)<\/td>/g;
  const shown = (text: string) =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'x', '김') }), (value) => {
      const html = toHtml({ ...message, facts: [{ label: { ko: 'l', en: 'l' }, value: { ko: value, en: value } }] });
      expect(Array.from(html.matchAll(cell), ([, text = '']) => shown(text))).toEqual([value, value]);
      expect(html.replace(cell, '<td></td>')).toBe(plain);
    }),
  );
});

test('the text is readable as it stands', () => {
  expect(
    toText({
      subject: { ko: '', en: '' },
      happened: { ko: '한', en: 'one' },
      next: { ko: '두', en: 'two' },
      facts: [{ label: { ko: '아동', en: 'Child' }, value: { ko: '김○', en: '김○' } }],
      sandbox: false,
    }),
  ).toBe(
    `한\n\n아동: 김○\n\n[다음 절차]\n두\n\n이 메일은 자동으로 보내며 회신을 받지 않습니다.\n\n${'-'.repeat(40)}\n\none\n\nChild: 김○\n\n[What happens next]\ntwo\n\nThis mail was sent automatically; replies are not read.\n`,
  );
});

test.each([
  ['김하늘', '김○○'],
  ['김솔', '김○'],
  ['John Smith', 'J○○'],
  ['Ý', 'Ý○'],
  ['👨‍👩‍👧‍👦나', '👨‍👩‍👧‍👦○'],
])('of %s a mail shows %s', (name, shown) => {
  expect(initialOf(name)).toBe(shown);
});

test.each([
  ['2024-12-31T14:59:59.999Z', '2024년 12월 31일 23:59 (한국 시각)', '31 December 2024, 23:59 (Korea time)'],
  ['2024-12-31T15:00:00.000Z', '2025년 1월 1일 00:00 (한국 시각)', '1 January 2025, 00:00 (Korea time)'],
])('%s is %s in Korea', (moment, ko, en) => {
  expect(koreaTime(new Date(moment))).toEqual({ ko, en });
});
