import { visitorOf } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { accountKey } from '@enterwait/http/limits';
import { EMPTY_FORM, Form } from '@enterwait/pages/forms';
import { Actions, Button, Lead, type Text, text } from '@enterwait/pages/parts';
import { pageRoute, redirect, sendPage } from '@enterwait/pages/site';
import type { Response } from 'express';
import { VERIFY_SECONDS } from '../../auth/auth.ts';
import { linkPath, linkTokenIn } from '../../mails/links.ts';
import { showNotice } from '../notice.tsx';
import type { AccountPageParts } from '../parts.ts';
import { personHere } from '../person-here.ts';
import { ACCOUNT_LINK, LINK_OVER, SIGN_IN_LINK, tooOften } from '../words.ts';

const TITLE = text('메일 주소 확인', 'Confirm your mail address');

/** Names an address in a link without containing it. */
const addressKey = (email: string): string => accountKey('address', email);

/**
 * Mails the link that verifies an account's address. It verifies only that address, even if the account has another by
 * then.
 */
export async function mailVerification(
  { links, mails }: Pick<AccountPageParts, 'links' | 'mails'>,
  { id, email }: { readonly id: string; readonly email: string },
  kind: 'address-verification' | 'address-confirmation' = 'address-verification',
): Promise<void> {
  const token = await links.create('verify-address', id, VERIFY_SECONDS, addressKey(email));
  mails.send(kind, email, { path: linkPath('/verify', token), seconds: VERIFY_SECONDS });
}

/** Needs a click: programs that scan mail and follow links must not use them up. */
function showVerify(res: Response, token: string): void {
  sendPage(res, {
    title: TITLE,
    trail: [SIGN_IN_LINK],
    body: (
      <>
        <Lead
          ko="본인이 가입했거나 확인 메일을 요청했다면 아래 단추를 눌러 메일 주소를 확인해 주세요. 그런 적이 없다면 이 창을 닫아 주세요."
          en="If you signed up or requested the mail, confirm your address with the button. If not, close this page."
        />
        <Form action="/verify" labels={{}} state={EMPTY_FORM} hidden={{ token }}>
          <Actions>
            <Button label={text('메일 주소 확인하기', 'Confirm the address')} />
          </Actions>
        </Form>
      </>
    ),
  });
}

const showProblem = (res: Response, happened: Text): void =>
  showNotice(res, {
    title: TITLE,
    tone: 'danger',
    happened,
    lead: text(
      '로그인한 뒤 내 계정에서 확인 메일을 다시 받을 수 있습니다.',
      'After signing in, you can request another mail on your account page.',
    ),
    next: ACCOUNT_LINK,
  });

/** The mailed link that verifies an address, and the request for another such mail. */
export function verifyRoutes(parts: AccountPageParts): readonly Route[] {
  const { links, people, limits, audit, mailFeedback, returnedMail, role } = parts;
  return [
    pageRoute({
      method: 'get',
      path: '/verify',
      access: 'open',
      handler: (req, res) => showVerify(res, linkTokenIn(req.query)),
    }),
    pageRoute({
      method: 'post',
      path: '/verify',
      access: 'open',
      async handler(req, res) {
        const token = linkTokenIn(req.body);
        const found = await links.find('verify-address', token);
        const account = found && (await people.findById(found.personId));
        const isOfAddress = account !== undefined && found?.detail === addressKey(account.email);
        // Before the link is used up: if the pipeline cannot be notified now, the link can be opened again.
        if (isOfAddress) await mailFeedback.prove(account.email);
        const isUsed = (await links.use('verify-address', token)) !== undefined;
        const proved = isUsed && isOfAddress && (await people.proveAddress(account.id, account.email));
        await audit.note(res, { action: 'verify-address', account, ...(proved ? {} : { refused: 'link-over' }) });
        if (!proved) return showProblem(res.status(410), LINK_OVER);
        const visitor = await visitorOf(res);
        const isHere = visitor?.principal.kind === 'person' && visitor.principal.id === account.id;
        return redirect(res, isHere ? '/account?done=verified' : '/sign-in?done=verified');
      },
    }),
    pageRoute({
      method: 'post',
      path: '/verify/again',
      access: [role],
      async handler(_req, res) {
        const { id, email, emailVerified } = personHere(res);
        const isReturned = (await returnedMail(email)) !== undefined;
        if (emailVerified && !isReturned) return redirect(res, ACCOUNT_LINK.href);
        const { allowed, retryAfter } = await limits.count('verification-mail', email);
        await audit.note(res, { action: 'ask-verification', ...(allowed ? {} : { refused: 'too-often' }) });
        if (!allowed) {
          res.set('Retry-After', String(retryAfter ?? 1));
          return showProblem(res.status(429), tooOften(retryAfter ?? 1));
        }
        await mailVerification(parts, { id, email }, emailVerified ? 'address-confirmation' : 'address-verification');
        return redirect(res, '/account?done=verification-sent');
      },
    }),
  ];
}
