import { anApplication, anAppliedEvent } from '@enterwait/lambda/testing';
import { EMPTY_FORM, formOf } from '@enterwait/pages/forms';
import { htmlOf } from '@enterwait/pages/html';
import type { Plotted } from '../figures/view.ts';
import type { LoadedTimeline } from '../timeline/load.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { CancelView } from './applications/cancel.tsx';
import { TimelineView } from './applications/timeline-view.tsx';
import { spanOf } from './moments.tsx';
import { Chart, topOf } from './system/chart.tsx';

const NOW = new Date('2024-03-15T06:00:00.000Z');
const SCRIPT = '<script>alert(1)</script>';

function loaded(overrides: Partial<LoadedTimeline> = {}): LoadedTimeline {
  const events = [anAppliedEvent('Request'), anAppliedEvent('Cancel', { origin: 'management', note: SCRIPT })];
  const peers = { enterwait: 'unknown', nursery: 'down' } as const;
  const underWay = { enterwait: 0, nursery: 0 };
  return {
    ...timelineOf({ events, mails: new Map(), peers, asked: [], letters: [], underWay, now: NOW }),
    state: {
      request_id: events[0]!.request_id,
      status: 99,
      version: 2,
      application: anApplication(),
      entry: null,
      round: 1,
      event_id: 'e',
      updated_at: NOW.toISOString(),
    },
    events,
    more: false,
    unreadable: [],
    position: null,
    ...overrides,
  };
}

test('a timeline shows the application, every hop, and in words where it is stuck', () => {
  const html = htmlOf(<TimelineView timeline={loaded()} />);
  for (const shown of ['김하늘', '멈춘 곳이 있습니다', 'does not answer', '판정', 'Confirmed', '<svg', '운영자']) {
    expect(html).toContain(shown);
  }
  expect(html).toContain('&lt;script>');
  expect(html).not.toContain(SCRIPT);
  expect(html).not.toMatch(/ style=/);
});

test('what cannot be read is said, and the rest is shown', () => {
  const html = htmlOf(<TimelineView timeline={loaded({ state: undefined, unreadable: ['STATE', 'EVENT#e-1'] })} />);
  for (const shown of ['읽을 수 없는 항목', 'STATE', 'EVENT#e-1', '판정']) expect(html).toContain(shown);
});

test('a cancel that was refused stands on top of its timeline, with the reason', () => {
  const [refused] = loaded().commands;
  const html = htmlOf(
    <TimelineView
      timeline={loaded({ refused: { ...refused!, type: 'Cancel', outcome: 'refused', reason: 'other-round' } })}
    />,
  );
  expect(html).toMatch(/운영자의 취소 요청이 반영되지 않았습니다.*그 사이 다시 신청된 건입니다/);
});

test('when all is done it says so', () => {
  const html = htmlOf(<TimelineView timeline={loaded({ holds: [], position: 4 })} />);
  expect(html).toContain('모든 단계가 끝났습니다');
  expect(html).toContain('4번째');
});

test('one that nobody has judged yet is no error', () => {
  expect(htmlOf(<TimelineView timeline={loaded({ state: undefined, commands: [] })} />)).toContain(
    '아직 판정된 것이 없습니다',
  );
});

describe('a cancel on behalf of a parent', () => {
  const shown = (round: number | undefined, seen?: string): string => {
    const item = { ...loaded().state!, round };
    return htmlOf(<CancelView item={item} state={seen === undefined ? EMPTY_FORM : formOf({ round: seen })} />);
  };

  test('names the round that is shown', () => {
    expect(shown(3)).toContain('name="round" value="3"');
    expect(shown(3, '3')).not.toContain('out of date');
  });

  test('is asked anew where what was seen is of another round, and shows the new one', () => {
    const html = shown(4, '3');
    expect(html).toContain('그 사이 다시 신청되었습니다');
    expect(html).toContain('out of date');
    expect(html).toContain('name="round" value="4"');
    expect(html).not.toContain('value="3"');
  });

  test('of an application that no round is known of names none', () => {
    expect(shown(undefined)).not.toContain('name="round"');
  });
});

describe('a plot', () => {
  const plot: Plotted = {
    id: 'queues',
    title: { ko: '큐', en: 'Queues' },
    unit: { ko: '건', en: 'messages' },
    series: [
      {
        name: 'a',
        label: { ko: '판정', en: 'judge' },
        kind: 'gauge',
        points: [
          [0, 1],
          [15, null],
          [30, 7],
        ],
        latest: 7,
        highest: 7,
      },
      { name: 'b', label: { ko: '메일', en: 'mail' }, kind: 'gauge', points: [], latest: null, highest: null },
    ],
  };

  test('breaks its line where nothing is known, and says the same as a table and in words', () => {
    const html = htmlOf(<Chart plot={plot} from={0} to={60} />);
    expect(html.match(/ d="[^"]*"/g)?.[0]).toBe(' d="M56 190.2h0M382 71.4h0"');
    expect(html).toContain('<table');
    expect(html).toContain('판정: 지금 7, 최고 7 건');
    expect(html).not.toMatch(/ style=|NaN/);
  });

  test('without any point is drawn all the same', () => {
    const empty = {
      ...plot,
      series: plot.series.map((series) => ({ ...series, points: [], latest: null, highest: null })),
    };
    expect(htmlOf(<Chart plot={empty} from={0} to={60} />)).toContain('아직 측정값이 없습니다');
  });

  test.each([
    [0, 4],
    [4, 4],
    [5, 10],
    [11, 20],
    [39, 40],
    [41, 100],
    [100, 100],
    [2001, 4000],
  ])('up to %d reaches %d', (highest, top) => {
    expect(topOf(highest)).toBe(top);
  });
});

test.each([
  [3, '3 ms'],
  [1500, '1.5 s'],
  [120_000, '2 min'],
  [7_200_000, '2 h'],
  [259_200_000, '3 d'],
])('%d ms is read as %s', (ms, shown) => {
  expect(spanOf(ms)).toBe(shown);
});
