import { move } from '@enterwait/domain/protocol';
import type { CommandRow } from '@enterwait/ledger/tables';
import {
  Alert,
  Badge,
  Birthday,
  History,
  type HistoryEntry,
  number,
  Summary,
  type SummaryRow,
  T,
  Time,
  text,
} from '@enterwait/pages/parts';
import type { VNode } from 'preact';
import type { MyApplication, MyApplicationInFull, RefusedCommand } from '../../applications/my-applications.ts';
import { Score } from '../apply/priority.tsx';
import { lineWord, nextWord, reasonWord, refusedTitle, statusWord, stepWord } from '../words.ts';

export const canCancel = ({ expected }: MyApplication): boolean => move(expected, 'Cancel', 'enterwait').legal;
export const canApplyAgain = ({ expected }: MyApplication): boolean => move(expected, 'Request', 'enterwait').legal;

export const StatusBadge = ({ application }: { readonly application: MyApplication }): VNode => (
  <Badge {...statusWord(application)} />
);

/** How many wait ahead of it, for a waiting application. */
export const Line = ({ before }: { readonly before: number | undefined }): VNode | null =>
  before === undefined ? null : <T {...lineWord(before)} />;

/** The state of an application and how it got there: the live part of its page. */
export const Progress = ({ application }: { readonly application: MyApplicationInFull }): VNode => (
  <>
    <div class="standing">
      <p>
        <StatusBadge application={application} />
      </p>
      {application.before === undefined ? null : (
        <p class="figure">
          <T
            ko={`대기 순서 ${number(application.before + 1)}번째`}
            en={`number ${number(application.before + 1)} in the line`}
          />
        </p>
      )}
      <p>
        <Line before={application.before} />
      </p>
    </div>
    {application.refused === undefined ? null : <Refused refused={application.refused} />}
    <Reason history={application.history} application={application} />
    <Alert tone="information" title={text('다음 안내', 'What happens next')}>
      <p>
        <T {...nextWord(application)} block />
      </p>
    </Alert>
    <h2 class="section-title">
      <T ko="진행 내역" en="History" />
    </h2>
    <History entries={application.history.toReversed().map(entryOf)} />
  </>
);

/** The parent's refused command, and the reason. */
const Refused = ({ refused }: { readonly refused: RefusedCommand }): VNode => (
  <Alert tone="warning" title={refusedTitle(refused)}>
    <p>
      <T {...reasonWord(refused.reason)} />
    </p>
  </Alert>
);

/** Why it was rejected or ended, as written by the person who decided. */
const Reason = ({
  application,
  history,
}: {
  readonly application: MyApplication;
  readonly history: readonly CommandRow[];
}): VNode | null => {
  const last = history.findLast(({ outcome }) => outcome === 'applied');
  if (last?.note == null || application.inFlight.length > 0) return null;
  return (
    <Alert tone={last.type === 'Reject' ? 'danger' : 'warning'} title={text('사유', 'Reason')}>
      <p>{last.note}</p>
    </Alert>
  );
};

function entryOf(step: CommandRow): HistoryEntry {
  const { title, tone, detail } = stepWord(step);
  return {
    at: <Time at={step.asked_at} />,
    title: <T {...title} />,
    tone,
    children: (
      <>
        {detail === undefined ? null : (
          <p>
            <T {...detail} />
          </p>
        )}
        {step.note === null ? null : (
          <p>
            <T ko="사유" en="reason" />: {step.note}
          </p>
        )}
      </>
    ),
  };
}

/** The contents of the application and its score. */
export const Facts = ({ application }: { readonly application: MyApplication }): VNode => {
  const { nursery_name, nursery_id, child_name, child_birthday, requested_at, created_at } = application;
  const rows: SummaryRow[] = [
    [text('어린이집', 'Daycare'), `${nursery_name} (${nursery_id})`],
    [text('아동', 'Child'), child_name],
    [text('생년월일', 'Birthday'), <Birthday key="birthday" value={child_birthday} />],
    [text('신청한 때', 'Applied'), <Time key="at" at={requested_at ?? created_at} />],
    [text('우선순위 점수', 'Priority score'), scoreOf(application)],
  ];
  return <Summary rows={rows} />;
};

function scoreOf({ priority_rules, priority_items, points, tie_points }: MyApplication): VNode | null {
  if (priority_rules === null || points === null || tie_points === null) return null;
  const items: unknown = JSON.parse(priority_items ?? '[]');
  const codes = Array.isArray(items) ? items.map(String) : [];
  return <Score rules={priority_rules} items={codes} points={points} tie_points={tie_points} />;
}
