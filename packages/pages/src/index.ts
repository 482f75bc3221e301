export { Actions, Button, Link, LinkButton } from './actions.tsx';
export {
  Alert,
  Badge,
  Card,
  Cards,
  Empty,
  History,
  type HistoryEntry,
  Lead,
  Section,
  Steps,
  Summary,
  type SummaryRow,
  type Tone,
} from './blocks.tsx';
export { CheckboxGroup, RadioGroup } from './choices.tsx';
export { type Consent, ConsentField, ConsentTerms } from './consent.tsx';
export { WhileOpen } from './doors.tsx';
export { Field, type Option, Select, TextArea } from './fields.tsx';
export { Form } from './form.tsx';
export type { FormLabels } from './form-context.tsx';
export { htmlOf } from './html.ts';
export { isLiveRequest, Live, type LiveProps, leavePage, pageOfLive, sendLive } from './live.tsx';
export { doneOf, localPath, redirect, sendPage } from './page.tsx';
export { pageRoute } from './page-route.ts';
export { Pagination, withQuery } from './pagination.tsx';
export { EMPTY_FORM, type FormState, formOf, many, type RawForm, readForm, withError } from './read-form.ts';
export { createSite, type NavItem, type Viewer } from './site.tsx';
export { type Column, Table } from './table.tsx';
export { Birthday, bilingual, number, plain, T, type Text, Time, text } from './text.tsx';
