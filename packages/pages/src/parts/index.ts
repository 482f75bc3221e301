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
export { Pagination, withQuery } from './pagination.tsx';
export { type Column, Table } from './table.tsx';
export { Birthday, bilingual, number, plain, T, type Text, Time, text } from './text.tsx';
