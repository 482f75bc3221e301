import { applicationSchema } from '@enterwait/domain/application';
import { Field, Form, type FormState } from '@enterwait/pages/forms';
import { Actions, Button, LinkButton, type Text, text } from '@enterwait/pages/parts';
import type { VNode } from 'preact';
import { z } from 'zod';

const { child_name, child_birthday, parent_address, parent_postcode } = applicationSchema.shape;

/** What a parent enters about a child. The birthday may be in the browsers' date format, or as written in Korea. */
export const childSchema = z.object({
  name: child_name,
  birthday: z
    .string()
    .transform((value) => value.replaceAll(/[-.\s]/g, ''))
    .pipe(child_birthday),
  postcode: parent_postcode,
  address: parent_address,
});

const CHILD_LABELS = {
  name: text('아동 이름', "Child's name"),
  birthday: text('생년월일', 'Birthday'),
  postcode: text('우편번호', 'Postcode'),
  address: text('주소', 'Address'),
};

/** As an input of type `date` expects it. */
export const dateValue = (birthday: string): string =>
  `${birthday.slice(0, 4)}-${birthday.slice(4, 6)}-${birthday.slice(6)}`;

export interface ChildFormProps {
  readonly action: string;
  readonly state: FormState;
  readonly submit: Text;
  readonly hidden?: Readonly<Record<string, string>>;
}

export const ChildForm = ({ action, state, submit, hidden = {} }: ChildFormProps): VNode => (
  <Form action={action} state={state} labels={CHILD_LABELS} hidden={hidden}>
    <Field name="name" maxLength={50} autoComplete="off" width="middle" />
    <Field name="birthday" type="date" width="short" hint={text('예: 2024-03-15', 'for example 2024-03-15')} />
    <Field name="postcode" inputMode="numeric" maxLength={5} width="short" hint={text('숫자 5자리', '5 digits')} />
    <Field name="address" maxLength={200} hint={text('아동이 실제로 사는 곳', 'where the child lives')} />
    <Actions>
      <Button label={submit} />
      <LinkButton href="/children" label={text('목록으로', 'Back')} weight="tertiary" />
    </Actions>
  </Form>
);
