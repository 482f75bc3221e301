import { type Column, Link, LinkButton, text } from '@enterwait/pages/parts';
import { WhileOpen } from '@enterwait/pages/site';
import type { VNode } from 'preact';
import type { LineView } from '../../line/views.ts';
import type { LineRow } from '../../line/waiting-line.ts';
import { addressOfAct } from '../application/round.ts';
import { AgeAndBirthday, Day, Points, PriorityLine, StatusBadge } from '../parts.tsx';

export const waitingColumns = (seen: LineView, now: Date): Column<LineRow>[] => [
  {
    label: text('순번', 'No.'),
    numeric: true,
    cell: ({ request_id }) => <strong class="nowrap">{seen.positions.get(request_id)}</strong>,
  },
  nameColumn,
  ...sharedColumns(seen, now),
  { label: text('처리', 'Decide'), cell: (row) => <RowActions row={row} seen={seen} /> },
];

export const decidedColumns = (seen: LineView, now: Date): Column<LineRow>[] => [
  nameColumn,
  ...sharedColumns(seen, now),
  { label: text('처리일', 'Decided'), cell: ({ updated_at }) => <Day at={updated_at} /> },
];

const nameColumn = {
  label: text('아동', 'Child'),
  header: true,
  cell: ({ child_name, request_id }: LineRow) => (
    <span class="nowrap">
      <Link href={`/applications/${request_id}`}>{child_name}</Link>
    </span>
  ),
};

function sharedColumns({ standing, cancelledBy }: LineView, now: Date): Column<LineRow>[] {
  return [
    {
      label: text('나이', 'Age'),
      cell: ({ child_birthday }) => <AgeAndBirthday birthday={child_birthday} now={now} />,
    },
    {
      label: text('우선순위', 'Priority'),
      cell: (row) => (
        <>
          <Points scored={row} />
          <br />
          <PriorityLine scored={row} />
        </>
      ),
    },
    { label: text('신청일', 'Applied'), cell: ({ requested_at }) => <Day at={requested_at} /> },
    {
      label: text('상태', 'Status'),
      cell: ({ request_id, status }) => (
        <StatusBadge status={status} standing={standing.get(request_id)} cancelledBy={cancelledBy.get(request_id)} />
      ),
    },
  ];
}

const RowActions = ({ row, seen }: { row: LineRow; seen: LineView }): VNode | null => {
  if (seen.standing.get(row.request_id)?.outcome === null) return null;
  const shared = { of: row.child_name, size: 'small' } as const;
  return (
    <WhileOpen>
      <div class="row-actions">
        {seen.places.left === 0 ? null : (
          <LinkButton href={addressOfAct(row, 'accept')} label={text('승인', 'Accept')} weight="primary" {...shared} />
        )}
        <LinkButton href={addressOfAct(row, 'reject')} label={text('반려', 'Reject')} weight="tertiary" {...shared} />
      </div>
    </WhileOpen>
  );
};
