export { CheckboxGroup, RadioGroup } from './choices.tsx';
export { type Consent, ConsentField, ConsentTerms } from './consent.tsx';
export { Field, type Option, Select, TextArea } from './fields.tsx';
export { Form } from './form.tsx';
export type { FormLabels } from './form-context.tsx';
export { EMPTY_FORM, type FormState, formOf, many, type RawForm, readForm, withError } from './read-form.ts';
