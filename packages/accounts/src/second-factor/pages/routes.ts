import { notAllowed, type Person, personOf, principalOf } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { HttpError } from '@enterwait/http/errors';
import { EMPTY_FORM, type FormState, readForm, withError } from '@enterwait/pages/forms';
import { text } from '@enterwait/pages/parts';
import { pageRoute, redirect } from '@enterwait/pages/site';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { PersonRecord, SessionRecord } from '../../auth/auth.ts';
import { passCookies } from '../../auth/calls.ts';
import { knownPassword } from '../../pages/fields.ts';
import { mailSecondFactorChange, type SecondFactorChange } from '../mail-change.ts';
import type { SecondFactorParts } from '../parts.ts';
import { SECOND_FACTOR_PATH } from '../words.ts';
import { appCodeOf, type Given, proved, type Refusal, takenAppCode, tried } from './proof.ts';
import { showOff, showOn, showRecoveryCodes, showSetUp } from './views.tsx';

const code = z.string().max(40);
const passwordSchema = z.object({ password: knownPassword });
const codeSchema = z.object({ code });
const bothSchema = z.object({ password: knownPassword, code });

interface Here {
  readonly id: string;
  readonly person: Person;
  readonly session: SessionRecord;
  readonly isOn: boolean;
}

interface ProvenPage {
  readonly action: SecondFactorChange;
  /** What must be proved. */
  readonly schema: z.ZodType<Given>;
  /** Whether it requires a second factor that is on, or none. */
  readonly isOn: boolean;
}

/** Pages for one's own second factor: on, off, new recovery codes. */
export function secondFactorRoutes(parts: SecondFactorParts): readonly Route[] {
  const { auth, calls, limits, signInLimits, people, mails, audit, role, secondFactors: factors, required } = parts;

  /** The signed-in person. A key has no account, and without a password there is nothing to add a second factor to. */
  async function here(req: Request, res: Response): Promise<Here> {
    const person = personOf(res);
    const current = await auth.api.getSession({ headers: new Headers({ cookie: req.header('cookie') ?? '' }) });
    const { id } = principalOf(res);
    if (person === undefined || current === null || !(await people.credentialsOf(id)).password) throw notAllowed();
    const { twoFactorEnabled } = current.user as unknown as PersonRecord;
    return { id, person, session: current.session as unknown as SessionRecord, isOn: twoFactorEnabled === true };
  }

  async function show(req: Request, res: Response, state: FormState = EMPTY_FORM, before?: Here): Promise<void> {
    const { id, isOn } = before ?? (await here(req, res));
    return isOn ? showOn(res, state, await factors.recoveryCodesLeft(id)) : showOff(res, state, required);
  }

  async function refuse(
    res: Response,
    action: SecondFactorChange,
    { code, status, retryAfter }: Refusal,
  ): Promise<void> {
    await audit.note(res, { action, refused: code });
    if (retryAfter !== undefined) res.set('Retry-After', String(retryAfter));
    res.status(status);
  }

  /** The owner is notified by mail: the change may have been made by somebody else. */
  async function done(res: Response, action: SecondFactorChange, { person }: Here): Promise<void> {
    mailSecondFactorChange(mails, action, person.email);
    await audit.note(res, { action });
  }

  const page = (path: string, handler: (req: Request, res: Response) => Promise<void>): Route =>
    pageRoute({ method: 'post', path: `${SECOND_FACTOR_PATH}/${path}`, access: [role], handler });

  /** A page that acts only after the person has proved their identity again. */
  const provenPage = (
    path: string,
    { action, schema, isOn }: ProvenPage,
    work: (req: Request, res: Response, who: Here, given: Given) => Promise<void>,
  ): Route =>
    page(path, async (req, res) => {
      const who = await here(req, res);
      if (who.isOn !== isOn) return redirect(res, SECOND_FACTOR_PATH);
      const form = readForm(schema, req);
      if (!form.ok) return show(req, res.status(422), form, who);
      const attempt = () => proved({ people, factors, calls, req }, who.id, form.values);
      const refusal = await tried({ limits, signInLimits, req }, who.person.email, attempt);
      if (refusal === undefined) return work(req, res, who, form.values);
      await refuse(res, action, refusal);
      return show(req, res, withError(form, refusal.field, refusal.message), who);
    });

  return [
    pageRoute({ method: 'get', path: SECOND_FACTOR_PATH, access: [role], handler: (req, res) => show(req, res) }),
    provenPage(
      'start',
      { action: 'second-factor-on', schema: passwordSchema, isOn: false },
      async (req, res, _who, { password }) => {
        const answer = await calls.post(req, '/two-factor/enable', { password });
        return showSetUp(res, EMPTY_FORM, expected(answer.json.totpURI));
      },
    ),
    page('confirm', async (req, res) => {
      const who = await here(req, res);
      if (who.isOn) return redirect(res, SECOND_FACTOR_PATH);
      const form = readForm(codeSchema, req);
      if (!form.ok) return showSetUp(res.status(422), form);
      const given = appCodeOf(form.values.code) ?? '';
      const refusal = await tried({ limits, signInLimits, req }, who.person.email, () =>
        takenAppCode(factors, who.id, given),
      );
      if (refusal !== undefined) {
        await refuse(res, 'second-factor-on', refusal);
        return showSetUp(res, withError(form, refusal.field, refusal.message));
      }
      await factors.endOtherSessions(who.id, who.session.id);
      // Before it is switched on, so nobody has a second factor without having seen the recovery codes.
      const codes = await factors.renewRecoveryCodes(who.id);
      const answer = await calls.post(req, '/two-factor/verify-totp', { code: given });
      if (answer.status !== 200) return redirect(res, SECOND_FACTOR_PATH);
      passCookies(res, answer);
      await done(res, 'second-factor-on', who);
      return showRecoveryCodes(
        res,
        codes,
        text('2단계 인증을 켰습니다. 다른 기기는 로그아웃되었습니다.', 'It is on, and other devices were signed out.'),
      );
    }),
    provenPage('codes', { action: 'second-factor-codes', schema: bothSchema, isOn: true }, async (_req, res, who) => {
      const codes = await factors.renewRecoveryCodes(who.id);
      await done(res, 'second-factor-codes', who);
      return showRecoveryCodes(
        res,
        codes,
        text('새 복구 코드입니다. 전의 코드는 쓸 수 없습니다.', 'These are new; the old ones no longer work.'),
      );
    }),
    provenPage(
      'off',
      { action: 'second-factor-off', schema: bothSchema, isOn: true },
      async (req, res, who, { password }) => {
        const answer = await calls.post(req, '/two-factor/disable', { password });
        if (answer.status !== 200) return show(req, res);
        passCookies(res, answer);
        await done(res, 'second-factor-off', who);
        return redirect(res, required ? SECOND_FACTOR_PATH : '/account?done=second-factor-off');
      },
    ),
  ];
}

function expected(uri: unknown): string {
  if (typeof uri === 'string') return uri;
  throw new HttpError(503, 'unavailable', '잠시 후 다시 시도해 주세요 / please try again in a moment');
}
