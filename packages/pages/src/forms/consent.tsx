import type { VNode } from 'preact';
import { Summary } from '../parts/blocks.tsx';
import { plain, T, type Text } from '../parts/text.tsx';
import { Label, Notes, useField } from './form-context.tsx';

/** Something to agree to, with what must be told before. */
export interface Consent {
  /** Name of the field. */
  readonly name: string;
  /** Of the text: what the field sends when it is ticked, so that nobody agrees to a text that they did not see. */
  readonly version: string;
  readonly title: Text;
  readonly agree: Text;
  /** Purpose, items, how long, what follows from a refusal. */
  readonly terms: readonly (readonly [name: Text, value: Text])[];
}

export interface ConsentFieldProps {
  readonly consent: Consent;
  readonly optional?: boolean;
  readonly hint?: Text;
}

/** The terms, then the box: never ticked by itself. */
export const ConsentField = ({ consent, optional, hint }: ConsentFieldProps): VNode => {
  const { name, version, title, agree, terms } = consent;
  const field = useField({ name, label: title, ...(hint === undefined ? {} : { hint }) });
  return (
    <fieldset class="form-group choices" aria-describedby={field.aria['aria-describedby']}>
      <legend>{plain(title)}</legend>
      {/* The design system hides legends. */}
      <p class="form-tit" aria-hidden="true">
        <Label text={title} optional={optional} />
      </p>
      <ConsentTerms terms={terms} />
      <Notes id={field.id} hint={hint} error={field.error} />
      <div class="form-conts">
        <div class="krds-check-area chk-column">
          <div class="krds-form-check">
            <input type="checkbox" id={field.id} name={name} value={version} checked={field.values.includes(version)} />
            <label for={field.id}>
              <T {...agree} />
            </label>
          </div>
        </div>
      </div>
    </fieldset>
  );
};

/** What is told before somebody agrees, and afterwards to look it up. */
export const ConsentTerms = ({ terms }: Pick<Consent, 'terms'>): VNode => (
  <Summary rows={terms.map(([name, value]) => [name, <T key={name.ko} {...value} block />])} />
);
