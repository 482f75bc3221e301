import { ACCOUNT_LINK } from '@enterwait/accounts/pages';
import type { ReturnReason } from '@enterwait/domain/application';
import { type Person, visitorOf } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { inSnapshot, type Pool } from '@enterwait/http/database';
import { returnedMail } from '@enterwait/ledger/mail-addresses';
import { Actions, Alert, Card, Cards, LinkButton, number, Section, T, type Text, text } from '@enterwait/pages/parts';
import { doneOf, pageRoute, sendPage } from '@enterwait/pages/site';
import type { VNode } from 'preact';
import { countOpen } from '../applications/my-applications.ts';
import { countChildren } from '../family/family.ts';

const DONE = {
  left: text(
    '탈퇴했습니다. 진행 중이던 신청은 취소하고, 개인정보는 5일 안에 지웁니다.',
    'Your account is closed. Open applications are withdrawn, and your data is deleted within five days.',
  ),
};
const TITLE = text('어린이집 입소대기 신청', 'Apply for a daycare place');

/** `GET /`: what this is and how to begin; for a parent, an overview. */
export const homePage = (pool: Pool): Route =>
  pageRoute({
    method: 'get',
    path: '/',
    access: 'open',
    async handler(req, res) {
      const visitor = await visitorOf(res);
      const { principal, person } = visitor ?? {};
      const body =
        principal?.role === 'parent' && principal.userId !== undefined && person !== undefined ? (
          <ParentHome person={person} {...(await standingOf(pool, principal.userId, person.email))} />
        ) : (
          <GuestHome done={doneOf(req, DONE)} />
        );
      sendPage(res, { title: TITLE, body });
    },
  });

interface Standing {
  readonly children: number;
  readonly open: number;
  /** Why mail to the parent is suppressed. */
  readonly returned: ReturnReason | undefined;
}

const standingOf = (pool: Pool, userId: string, email: string): Promise<Standing> =>
  inSnapshot(pool, async (tx) => ({
    children: await countChildren(tx, userId),
    open: await countOpen(tx, userId),
    returned: await returnedMail(tx, email),
  }));

const GuestHome = ({ done }: { readonly done: Text | undefined }): VNode => (
  <>
    {done === undefined ? null : <Alert tone="success" title={done} />}
    <p class="lead">
      <T
        ko="원하는 어린이집에 입소대기를 신청하고, 대기 순서와 결과를 한곳에서 확인하세요. 신청 결과는 메일로도 알려 드립니다."
        en="Apply at the daycares you want, see your place in the line and the outcome in one place. You also get mails."
        block
      />
    </p>
    <Actions>
      <LinkButton href="/sign-in" label={text('로그인', 'Sign in')} weight="primary" />
      <LinkButton href="/sign-up" label={text('회원가입', 'Sign up')} />
    </Actions>
    <HowItWorks />
  </>
);

const ParentHome = ({ person, children, open, returned }: Standing & { readonly person: Person }): VNode => (
  <>
    <p class="lead">
      <T ko={`${person.name}님, 안녕하세요.`} en="Welcome." />
    </p>
    {returned === undefined ? null : (
      <Alert
        tone="danger"
        title={text('메일이 되돌아와 더 보내지 않고 있습니다', 'Mail to you was returned, so we no longer send any')}
      >
        <p>
          <T
            ko="신청 결과를 메일로 받으려면 내 계정에서 메일 주소를 다시 확인하거나 바꿔 주세요."
            en="To get the outcome by mail, confirm or change your address on your account page."
            block
          />
        </p>
        <Actions>
          <LinkButton {...ACCOUNT_LINK} weight="secondary" />
        </Actions>
      </Alert>
    )}
    {children === 0 ? (
      <Alert tone="information" title={text('먼저 아동을 등록해 주세요', 'Register your child first')}>
        <p>
          <T
            ko="아동을 한 번 등록해 두면 신청할 때마다 다시 입력하지 않아도 됩니다."
            en="Then you need not type anything again when you apply."
            block
          />
        </p>
      </Alert>
    ) : null}
    <Section title={text('바로 가기', 'Shortcuts')}>
      <Cards>
        <Card
          title={<T ko="내 신청" en="My applications" />}
          actions={<LinkButton href="/applications" label={text('신청 현황 보기', 'See them')} size="medium" />}
        >
          <p>
            <span class="figure">{number(open)}</span> <T ko="건 진행 중" en="open" />
          </p>
        </Card>
        <Card
          title={<T ko="어린이집 찾기" en="Find a daycare" />}
          actions={<LinkButton href="/daycares" label={text('찾아서 신청하기', 'Find and apply')} size="medium" />}
        >
          <p>
            <T
              ko="이름이나 주소로 찾고 대기 인원을 확인하세요."
              en="Search by name or address, see how many wait."
              block
            />
          </p>
        </Card>
        <Card
          title={<T ko="아동 관리" en="Children" />}
          actions={
            <LinkButton
              href={children === 0 ? '/children/new' : '/children'}
              label={children === 0 ? text('아동 등록하기', 'Register a child') : text('등록 정보 보기', 'See them')}
              size="medium"
            />
          }
        >
          <p>
            <span class="figure">{number(children)}</span> <T ko="명 등록됨" en="registered" />
          </p>
        </Card>
      </Cards>
    </Section>
    <HowItWorks />
  </>
);

const HowItWorks = (): VNode => (
  <Section title={text('이용 순서', 'How it works')}>
    <ol class="steps-list">
      <li>
        <T ko="아동의 이름, 생년월일, 주소를 등록합니다." en="Register your child." />
      </li>
      <li>
        <T
          ko="어린이집을 찾아 우선순위 항목을 고르고 신청합니다."
          en="Find a daycare, choose your priority items, apply."
        />
      </li>
      <li>
        <T
          ko="대기 순서를 확인합니다. 순서는 저절로 새로 고쳐집니다."
          en="See your place in the line; it updates by itself."
        />
      </li>
      <li>
        <T ko="승인되거나 반려되면 메일로 알려 드립니다." en="You get a mail once the daycare has decided." />
      </li>
    </ol>
  </Section>
);
