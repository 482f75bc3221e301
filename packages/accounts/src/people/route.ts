import { applicationSchema } from '@enterwait/domain/application';
import { ROLES, type Role } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { jsonBody, parseInput } from '@enterwait/http/body';
import { errorCode } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import { bodyProblems, jsonResponse, problemResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import { PASSWORD_MAX, PASSWORD_MIN } from '../auth/auth.ts';
import type { PasswordChanged } from './password-changed.ts';
import type { People } from './people.ts';

const { user_id, nursery_id, parent_email: email, parent_name: name } = applicationSchema.shape;
const accountSchema = z.object({ status: z.literal('ok'), account_id: z.string() });
const whichSchema = z.strictObject({ email }).meta({ id: 'PersonAddress' });
const TAGS = ['운영 · operations'];

const personSchemaFor = (role: Role) =>
  z
    .strictObject({
      email,
      name,
      role: z.enum(ROLES).refine((given) => given === role, {
        error: `이 시스템의 사용자는 ${role}입니다 / the people of this system are: ${role}`,
      }),
      password: z
        .string()
        .min(PASSWORD_MIN, `${PASSWORD_MIN}자 이상입니다 / must be at least ${PASSWORD_MIN} characters`)
        .max(PASSWORD_MAX, `최대 ${PASSWORD_MAX}자입니다 / must be at most ${PASSWORD_MAX} characters`)
        .optional()
        .meta({
          description:
            'left out for somebody who signs in at the OpenID Connect provider alone; not one that is common, or made of the name, the address or the name of this service',
        }),
      user_id: user_id.optional(),
      nursery_id: nursery_id.optional(),
    })
    .refine((person) => (role === 'parent') === (person.user_id !== undefined), {
      path: ['user_id'],
      error: '학부모에게만 필요합니다 / is required for a parent, and for nobody else',
    })
    .refine((person) => (role === 'staff') === (person.nursery_id !== undefined), {
      path: ['nursery_id'],
      error: '교직원에게만 필요합니다 / is required for staff, and for nobody else',
    })
    .meta({ id: 'Person', description: 'Somebody who signs in at this system' });

export interface PeopleRouteOptions {
  readonly role: Role;
  readonly people: People;
  readonly passwordChanged: PasswordChanged;
  readonly audit: Audit;
}

/** `POST` and `DELETE /admin/people`: an administrator adds, changes or removes this system's people. */
export function peopleRoutes({ role, people, passwordChanged, audit }: PeopleRouteOptions): readonly Route[] {
  const personSchema = personSchemaFor(role);
  return [
    {
      method: 'post',
      path: '/admin/people',
      access: ['admin'],
      operation: {
        summary: '사용자 등록 · add or change a person',
        tags: TAGS,
        requestBody: { required: true, content: { 'application/json': { schema: personSchema } } },
        responses: {
          200: jsonResponse('ok', accountSchema),
          ...bodyProblems,
          409: problemResponse('user-taken'),
          422: problemResponse(
            'invalid-field; weak-password: it is common or made of the person, and nothing was written. What is wrong stands in `errors`',
          ),
        },
      },
      handlers: [
        ...jsonBody,
        async (req, res) => {
          const person = parseInput(personSchema, req.body);
          const { id: account_id, hasOtherPassword } = await people.put(person).catch((error: unknown) => {
            if (!isDuplicate(error)) throw error;
            throw new HttpError(
              409,
              'user-taken',
              '이미 있는 계정과 겹칩니다. 다시 해 보세요 / another account has this user_id or address',
            );
          });
          if (hasOtherPassword) await passwordChanged({ id: account_id, email: person.email });
          // The account may have been created just now, so the audit comes after it; if that fails, the administrator
          // adds the person again.
          await audit.noteFirst(res, { action: 'put-person', subject: account_id });
          res.json({ status: 'ok', account_id });
        },
      ],
    },
    {
      method: 'delete',
      path: '/admin/people',
      access: ['admin'],
      operation: {
        summary: '사용자 삭제 · remove a person and end their sessions',
        tags: TAGS,
        requestBody: { required: true, content: { 'application/json': { schema: whichSchema } } },
        responses: { 200: jsonResponse('ok', accountSchema), ...bodyProblems, 404: problemResponse('no-person') },
      },
      handlers: [
        ...jsonBody,
        async (req, res) => {
          const account_id = await people.remove(parseInput(whichSchema, req.body).email, (tx, id) =>
            audit.noteIn(tx, res, { action: 'remove-person', subject: id }),
          );
          if (account_id === undefined)
            throw new HttpError(404, 'no-person', '없는 사용자입니다 / there is nobody with this address');
          res.json({ status: 'ok', account_id });
        },
      ],
    },
  ];
}

/** Also recognises a wrapped error of the driver. */
const isDuplicate = (error: unknown): boolean =>
  errorCode(error) === 'ER_DUP_ENTRY' || (error instanceof Error && errorCode(error.cause) === 'ER_DUP_ENTRY');
