import type { VNode } from 'preact';
import type { Text } from '../parts/text.tsx';
import { type FieldBase, Label, Notes, useField } from './form-context.tsx';

export interface FieldProps extends FieldBase {
  readonly type?: 'text' | 'email' | 'password' | 'tel' | 'search' | 'date' | 'number' | 'datetime-local';
  /** What browsers may autofill: `name`, `email`, `current-password`, `postal-code` … */
  readonly autoComplete?: string;
  readonly inputMode?: 'text' | 'numeric' | 'tel' | 'email' | 'search';
  readonly maxLength?: number;
  /** Default: the typed value. A password is never shown again. */
  readonly value?: string;
  /** Width by content: a postcode is short. */
  readonly width?: 'short' | 'middle';
}

/** A line of text. */
export const Field = (props: FieldProps): VNode => {
  const { name, hint, optional, type = 'text', autoComplete, inputMode, maxLength, width } = props;
  const field = useField(props);
  const value = type === 'password' ? undefined : (props.value ?? field.value);
  return (
    <div class={`form-group${width === undefined ? '' : ` width-${width}`}`}>
      <div class="form-tit">
        <label for={field.id}>
          <Label text={field.label} optional={optional} />
        </label>
      </div>
      <div class={field.error === undefined ? 'form-conts' : 'form-conts is-error'}>
        <input
          // The types distinguish inputs by `type`; these attributes are common to all of them.
          {...({ type } as { type: 'text' })}
          id={field.id}
          name={name}
          class="krds-input"
          value={value}
          autoComplete={autoComplete}
          inputMode={inputMode}
          maxLength={maxLength}
          required={!optional}
          {...field.aria}
        />
      </div>
      <Notes id={field.id} hint={hint} error={field.error} />
    </div>
  );
};

export interface TextAreaProps extends FieldBase {
  readonly rows?: number;
  readonly maxLength?: number;
}

/** Several lines of text. */
export const TextArea = (props: TextAreaProps): VNode => {
  const { name, hint, optional, rows = 4, maxLength } = props;
  const field = useField(props);
  return (
    <div class="form-group">
      <div class="form-tit">
        <label for={field.id}>
          <Label text={field.label} optional={optional} />
        </label>
      </div>
      <div class={field.error === undefined ? 'form-conts' : 'form-conts is-error'}>
        <div class="textarea-wrap">
          <textarea
            id={field.id}
            name={name}
            class="krds-input"
            rows={rows}
            maxLength={maxLength}
            required={!optional}
            {...field.aria}
          >
            {field.value ?? ''}
          </textarea>
        </div>
      </div>
      <Notes id={field.id} hint={hint} error={field.error} />
    </div>
  );
};

export interface Option {
  readonly value: string;
  readonly label: Text;
  readonly hint?: Text;
}

export interface SelectProps extends FieldBase {
  readonly options: readonly Option[];
  /** An empty first option; none if something is always selected. */
  readonly placeholder?: Text;
  /** Default: the previous choice. */
  readonly value?: string;
}

/** One option from a list. */
export const Select = (props: SelectProps): VNode => {
  const { name, hint, optional, options, placeholder } = props;
  const field = useField(props);
  const chosen = props.value ?? field.value;
  return (
    <div class="form-group">
      <div class="form-tit">
        <label for={field.id}>
          <Label text={field.label} optional={optional} />
        </label>
      </div>
      <div class="form-conts">
        <select
          id={field.id}
          name={name}
          class={field.error === undefined ? 'krds-form-select' : 'krds-form-select is-error'}
          required={!optional}
          {...field.aria}
        >
          {placeholder === undefined ? null : <option value="">{optionText(placeholder)}</option>}
          {options.map(({ value, label }) => (
            <option key={value} value={value} selected={value === chosen}>
              {optionText(label)}
            </option>
          ))}
        </select>
      </div>
      <Notes id={field.id} hint={hint} error={field.error} />
    </div>
  );
};

const optionText = ({ ko, en }: Text): string => (en === '' ? ko : `${ko} · ${en}`);
