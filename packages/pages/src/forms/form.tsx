import type { ComponentChildren, VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { T } from '../parts/text.tsx';
import { Context, type FormLabels, fieldId } from './form-context.tsx';
import { EMPTY_FORM, type FormState } from './read-form.ts';

export interface FormProps {
  /** The target URL. */
  readonly action: string;
  /** `get`: a search, whose URL can be bookmarked. */
  readonly method?: 'post' | 'get';
  /** The typed values and their errors; from `readForm`, `formOf` or none. */
  readonly state?: FormState;
  /** The fields' labels, for the fields and the list of errors. */
  readonly labels: FormLabels;
  /** Hidden fields: ids, an idempotency key. */
  readonly hidden?: Readonly<Record<string, string>>;
  /** Marks `method=get` forms as searches. */
  readonly search?: boolean;
  readonly children: ComponentChildren;
}

/** A form. Its errors are listed above it, each with a link to its field. */
export const Form = (props: FormProps): VNode => {
  const { action, method = 'post', state = EMPTY_FORM, labels, hidden = {}, search, children } = props;
  return (
    <form
      action={action}
      method={method}
      noValidate
      class={search ? 'form search-form' : 'form'}
      role={search ? 'search' : undefined}
    >
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Context.Provider value={{ state, labels }}>
        <Errors />
        <div class="fieldset">{children}</div>
      </Context.Provider>
    </form>
  );
};

const Errors = (): VNode | null => {
  const { state, labels } = useContext(Context);
  const errors = Object.entries(state.errors);
  if (errors.length === 0) return null;
  return (
    <div class="alert alert-danger" role="alert" id="errors" tabIndex={-1} data-focus>
      <p class="alert-title">
        <T ko="입력한 내용을 확인해 주세요." en="Please check what you entered." />
      </p>
      <ul>
        {errors.map(([name, message]) => {
          const label = labels[name];
          return (
            <li key={name}>
              {label === undefined ? (
                <T {...message} />
              ) : (
                <a href={`#${fieldId(name)}`}>
                  {label.ko}: <T {...message} />
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
};
