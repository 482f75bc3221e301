import { REASON_TEXTS } from '@enterwait/domain/protocol';
import {
  Alert,
  Badge,
  Birthday,
  type Column,
  Link,
  LinkButton,
  Section,
  Summary,
  T,
  Table,
  type Text,
  type Tone,
  text,
} from '@enterwait/pages/parts';
import type { VNode } from 'preact';
import type { Blockage, CommandTimeline, Step } from '../../timeline/hops.ts';
import type { LoadedTimeline } from '../../timeline/load.ts';
import { COMMAND_NAMES, STEP_NAMES, SYSTEM_NAMES, wordsOf } from '../../timeline/words.ts';
import { Moment, spanOf } from '../moments.tsx';
import { PLACES } from '../places.ts';
import { ORIGIN_WORDS, STATUS_WORDS } from '../words.ts';
import { HopPlot } from './hops.tsx';

/** What is known of an application, and where it is stuck: the live part. */
export const TimelineView = ({ timeline }: { readonly timeline: LoadedTimeline }): VNode => (
  <>
    <Unreadable items={timeline.unreadable} />
    {timeline.refused === null ? null : <Refused refused={timeline.refused} />}
    <Blockages holds={timeline.holds} />
    <Facts timeline={timeline} />
    <Section title={text('단계별 시간', 'Time per hop')}>
      <HopPlot commands={timeline.commands} />
      {timeline.more ? (
        <p class="note">
          <T ko="오래된 것은 줄였습니다: 최근 200건입니다." en="Older ones are left out: these are the latest 200." />
        </p>
      ) : null}
      {timeline.commands.toReversed().map((command) => (
        <CommandSteps key={command.event_id} command={command} />
      ))}
    </Section>
  </>
);

const Unreadable = ({ items }: { readonly items: readonly string[] }): VNode | null =>
  items.length === 0 ? null : (
    <Alert
      tone="warning"
      title={text('읽을 수 없는 항목이 있어 아래에 빠져 있습니다', 'Items that cannot be read are missing below')}
    >
      <p>{items.join(', ')}</p>
    </Alert>
  );

/** Operators get no mail about a refused command, so it is shown at the top. */
const Refused = ({ refused: { type, reason, steps } }: { readonly refused: CommandTimeline }): VNode => {
  const judged = steps.find(({ step }) => step === 'judged')?.at ?? null;
  const what = COMMAND_NAMES[type];
  return (
    <Alert
      tone="danger"
      title={text(
        `운영자의 ${what.ko} 요청이 반영되지 않았습니다`,
        `The ${what.en.toLowerCase()} by an operator was not carried out`,
      )}
    >
      <p>
        {reason === null ? null : <T {...REASON_TEXTS[reason]} />} {judged === null ? null : <Moment at={judged} />}
      </p>
    </Alert>
  );
};

const STUCK: readonly Blockage['where'][] = ['dead-letter', 'parked', 'system-down'];

const Blockages = ({ holds }: { readonly holds: readonly Blockage[] }): VNode => {
  if (holds.length === 0) {
    return <Alert tone="success" title={text('모든 단계가 끝났습니다', 'All steps are done')} />;
  }
  const isStuck = holds.some(({ where, attempts }) => STUCK.includes(where) || (attempts ?? 0) > 1);
  return (
    <Alert
      tone={isStuck ? 'warning' : 'information'}
      title={isStuck ? text('멈춘 곳이 있습니다', 'Something is stuck') : text('처리 중입니다', 'In progress')}
    >
      <ul>
        {holds.map((hold) => (
          <li key={`${hold.where} ${hold.event_id} ${hold.system}`}>
            <T {...wordsOf(hold)} block />
            {hold.since === null ? null : (
              <span class="note">
                <Moment at={hold.since} /> 부터 <span lang="en">since</span>
              </span>
            )}
            {hold.where === 'dead-letter' || hold.where === 'parked' ? (
              <>
                {' '}
                <Link href={PLACES.deadLetter(hold.queue ?? '')}>
                  <T ko="데드레터 보기" en="Open the queue" />
                </Link>
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </Alert>
  );
};

const Facts = ({ timeline: { state, position } }: { readonly timeline: LoadedTimeline }): VNode => {
  if (state === undefined) {
    return <Alert tone="information" title={text('아직 판정된 것이 없습니다', 'Nothing has been judged yet')} />;
  }
  const { application, entry, status, version, round, updated_at } = state;
  return (
    <Summary
      rows={[
        [text('상태', 'Status'), <Badge key="status" {...STATUS_WORDS[status]} />],
        [
          text('대기 순서', 'Place in the line'),
          position === null ? null : <T key="position" ko={`${position}번째`} en={`number ${position}`} />,
        ],
        [text('아동', 'Child'), application?.child_name],
        [text('생년월일', 'Birthday'), application && <Birthday value={application.child_birthday} />],
        [text('보호자', 'Parent'), application && `${application.parent_name} (${application.user_id})`],
        [text('연락처', 'Contact'), application && `${application.parent_tel}, ${application.parent_email}`],
        [text('어린이집', 'Daycare'), [entry?.nursery_name, application?.nursery_id].filter(Boolean).join(' ')],
        [
          text('우선순위 점수', 'Priority'),
          entry === null
            ? null
            : `${entry.priority.points} (동점 시 tie-break ${entry.priority.tie_points}, ${entry.priority.rules})`,
        ],
        [text('신청한 때', 'Asked'), entry && <Moment at={entry.requested_at} />],
        [text('바뀐 때', 'Changed'), <Moment key="changed" at={updated_at} />],
        [text('버전', 'Version'), String(version)],
        [text('회차', 'Round'), round],
      ]}
    />
  );
};

const STATE_WORDS: Record<Step['state'], { readonly label: Text; readonly tone: Tone }> = {
  done: { label: text('끝남', 'Done'), tone: 'success' },
  waiting: { label: text('대기', 'Waiting'), tone: 'warning' },
  withheld: {
    label: text('보내지 않음: 메일이 되돌아온 주소', 'Withheld: mail to this address is suppressed'),
    tone: 'danger',
  },
  none: { label: text('해당 없음', 'None'), tone: 'gray' },
  unknown: { label: text('알 수 없음', 'Unknown'), tone: 'gray' },
};

const COLUMNS: readonly Column<Step>[] = [
  {
    label: text('단계', 'Hop'),
    header: true,
    cell: ({ step, system }) => (
      <>
        <T {...STEP_NAMES[step]} />
        {system === null ? null : <span class="note"> {SYSTEM_NAMES[system].ko}</span>}
      </>
    ),
  },
  { label: text('상태', 'State'), cell: ({ state }) => <Badge {...STATE_WORDS[state]} /> },
  { label: text('시각', 'At'), cell: ({ at }) => (at === null ? '-' : <Moment at={at} />) },
  { label: text('걸린 시간', 'Took'), numeric: true, cell: ({ ms }) => (ms === null ? '-' : spanOf(ms)) },
];

const CommandSteps = ({ command }: { readonly command: CommandTimeline }): VNode => {
  const { type, origin, outcome, reason, note, event_id, steps } = command;
  const name = COMMAND_NAMES[type];
  const by = ORIGIN_WORDS[origin];
  const what =
    outcome === null
      ? text('처리 중', 'in flight')
      : outcome === 'applied'
        ? text('반영됨', 'applied')
        : text('거절됨', 'refused');
  return (
    <div>
      <Table
        caption={text(`${name.ko} — ${by.ko}, ${what.ko}`, `${name.en} by ${by.en}, ${what.en}`)}
        columns={COLUMNS}
        rows={steps}
        rowKey={({ step }) => step}
      />
      <Summary
        rows={[
          [text('거절 이유', 'Refused because'), reason === null ? null : <T key="reason" {...REASON_TEXTS[reason]} />],
          [text('사유', 'Reason given'), note],
          [text('이벤트 번호', 'Event'), <code key="event">{event_id}</code>],
        ]}
      />
    </div>
  );
};

/** Below the timeline: what an operator may do. */
export const CancelLink = ({ requestId }: { readonly requestId: string }): VNode => (
  <LinkButton
    href={PLACES.cancel(requestId)}
    label={text('직권 취소', 'Cancel on behalf')}
    weight="tertiary"
    size="medium"
  />
);
