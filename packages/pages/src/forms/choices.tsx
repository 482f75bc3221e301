import type { VNode } from 'preact';
import { plain, T } from '../parts/text.tsx';
import type { Option } from './fields.tsx';
import { type FieldBase, Label, Notes, useField } from './form-context.tsx';

export interface ChoiceProps extends FieldBase {
  readonly options: readonly Option[];
  /** Default: the previous choice. */
  readonly values?: readonly string[];
}

/** Any number of a group. */
export const CheckboxGroup = (props: ChoiceProps): VNode => <Choices {...props} type="checkbox" />;

/** One of a group, all visible. */
export const RadioGroup = (props: ChoiceProps): VNode => <Choices {...props} type="radio" />;

const Choices = (props: ChoiceProps & { readonly type: 'checkbox' | 'radio' }): VNode => {
  const { name, hint, optional, options, type } = props;
  const field = useField(props);
  const chosen = props.values ?? field.values;
  return (
    <fieldset class="form-group choices" aria-describedby={field.aria['aria-describedby']}>
      <legend>{plain(field.label)}</legend>
      {/* The design system hides legends. */}
      <p class="form-tit" aria-hidden="true">
        <Label text={field.label} optional={optional} />
      </p>
      <Notes id={field.id} hint={hint} error={field.error} />
      <div class="form-conts">
        <div class="krds-check-area chk-column">
          {options.map((option, index) => {
            // The first option has the field's id, which the list of errors links to.
            const id = index === 0 ? field.id : `${field.id}-${index}`;
            return (
              <div class="krds-form-check" key={option.value}>
                <input
                  type={type}
                  id={id}
                  name={name}
                  value={option.value}
                  checked={chosen.includes(option.value)}
                  aria-describedby={option.hint === undefined ? undefined : `${id}-note`}
                />
                <label for={id}>
                  <T {...option.label} />
                </label>
                {option.hint === undefined ? null : (
                  <div class="krds-form-check-cnt" id={`${id}-note`}>
                    <p class="krds-form-check-p">
                      <T {...option.hint} />
                    </p>
                  </div>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </fieldset>
  );
};
