import { createContext, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { T, type Text } from '../parts/text.tsx';
import { EMPTY_FORM, type FormState } from './read-form.ts';

export type FormLabels = Readonly<Record<string, Text>>;

export interface FormContext {
  readonly state: FormState;
  readonly labels: FormLabels;
}
export const Context = createContext<FormContext>({ state: EMPTY_FORM, labels: {} });

/** The id of a field, for links to it. */
export const fieldId = (name: string): string => `f-${name}`;

export interface FieldBase {
  readonly name: string;
  /** Default: the form's label for this name. */
  readonly label?: Text;
  readonly hint?: Text;
  /** May be left empty; all other fields are required. */
  readonly optional?: boolean;
}

/** A form field's value and error. */
export function useField({ name, label, hint }: FieldBase) {
  const { state, labels } = useContext(Context);
  const raw = state.raw[name];
  const error = state.errors[name];
  const id = fieldId(name);
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].filter(Boolean);
  return {
    id,
    error,
    label: label ?? labels[name] ?? { ko: name, en: '' },
    value: typeof raw === 'string' ? raw : undefined,
    values: raw === undefined ? [] : typeof raw === 'string' ? [raw] : raw,
    aria: {
      'aria-invalid': error === undefined ? undefined : ('true' as const),
      'aria-describedby': described.length === 0 ? undefined : described.join(' '),
    },
  };
}

interface NotesProps {
  readonly id: string;
  readonly hint: Text | undefined;
  readonly error: Text | undefined;
}

export const Notes = ({ id, hint, error }: NotesProps): VNode => (
  <>
    {hint === undefined ? null : (
      <p class="form-hint" id={`${id}-hint`}>
        <T {...hint} />
      </p>
    )}
    {error === undefined ? null : (
      <p class="form-hint-invalid" id={`${id}-error`}>
        <T {...error} />
      </p>
    )}
  </>
);

export const Label = ({ text, optional }: { readonly text: Text; readonly optional: boolean | undefined }): VNode => (
  <>
    <T {...text} />
    {optional ? (
      <span class="optional">
        {' '}
        선택 <span lang="en">optional</span>
      </span>
    ) : null}
  </>
);
