import type { VNode } from 'preact';
import { Summary } from '../parts/blocks.tsx';
import { plain, T, type Text } from '../parts/text.tsx';
import { Label, Notes, useField } from './form-context.tsx';

/** A consent, with the text that must be shown first. */
export interface Consent {
  /** Name of the field. */
  readonly name: string;
  /** Version of the text: the ticked field sends it, so nobody agrees to a text that was not shown. */
  readonly version: string;
  readonly title: Text;
  readonly agree: Text;
  /** Purpose, items, retention, and the consequences of refusing. */
  readonly terms: readonly (readonly [name: Text, value: Text])[];
}

export interface ConsentFieldProps {
  readonly consent: Consent;
  readonly optional?: boolean;
  readonly hint?: Text;
}

/** The terms, then the box, which is never ticked by default. */
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

/** What a person must read before agreeing, and can look up afterwards. */
export const ConsentTerms = ({ terms }: Pick<Consent, 'terms'>): VNode => (
  <Summary rows={terms.map(([name, value]) => [name, <T key={name.ko} {...value} block />])} />
);
