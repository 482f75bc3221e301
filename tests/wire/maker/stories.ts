import { createHash } from 'node:crypto';
import { type Application, applicationSchema, requestIdOf, SAMPLE_APPLICATION } from '@enterwait/domain/application';
import { scoreAt } from '@enterwait/domain/priority';
import {
  type Command,
  type CommandType,
  type JudgedEvent,
  judge,
  NO_STATE,
  type Origin,
  SERVICES,
  type State,
  stateAfter,
} from '@enterwait/domain/protocol';
import './clock.ts';

let minutes = 0;
/** A minute later than the last one. */
export const nextTime = (): Date => {
  minutes += 1;
  return new Date(Date.parse('2026-11-20T00:00:00.123Z') + minutes * 60_000);
};

/** A UUIDv7 of that time; its other bits come from the name. */
export function uuidOf(at: Date, name: string): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  const hash = createHash('sha256').update(name).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

let children = 0;
export function anApplication(overrides: Partial<Application> = {}): Application {
  children += 1;
  return applicationSchema.parse({
    ...SAMPLE_APPLICATION,
    child_id: `2024031500${String(children).padStart(5, '0')}`,
    user_id: `parent${String(children).padStart(2, '0')}`,
    parent_email: `family-${children}@email.com`,
    ...overrides,
  });
}

export const LONGEST = (): Partial<Application> => ({
  child_name: '하'.repeat(50),
  child_birthday: '19000101',
  user_id: `${'부'.repeat(63)}@`,
  parent_name: `Ó${' 모'.repeat(24)}.`,
  parent_tel: '+8-2-1-0-1-2-3-4-5-6-7-8-9-0-1',
  parent_address: '🏠'.repeat(100),
  parent_email: `${'m'.repeat(64)}@${'a'.repeat(61)}.${'b'.repeat(61)}.${'c'.repeat(58)}.kr`,
});

const CLAIMS = ['working-parents', 'two-infants'];
export type Extras = Partial<Pick<Command, 'note' | 'entry' | 'traceparent'>>;
const entryWith = (nursery_name?: string): Extras => ({
  entry: { priority: scoreAt(new Date(), CLAIMS), ...(nursery_name === undefined ? {} : { nursery_name }) },
});
export const TRACE: Extras = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
export const NOTE: Extras = { note: '서류 미비 📄 / a paper is missing' };
export const WITHOUT: Extras = {};

type Step = readonly [CommandType, Origin, Extras?];
export interface Told {
  readonly name: string;
  readonly application: Application;
  readonly commands: readonly Command[];
  /** Each with the state from which it was judged. */
  readonly decisions: readonly { readonly met: State; readonly event: JudgedEvent }[];
}

/** Judges the commands of one application, one after the other. */
export function tell(name: string, application: Application, steps: readonly Step[]): Told {
  let met: State = NO_STATE;
  const commands: Command[] = [];
  const decisions: Told['decisions'][number][] = [];
  for (const [type, origin, extras = WITHOUT] of steps) {
    const at = nextTime();
    const command: Command = {
      event_id: uuidOf(at, `${name} ${commands.length}`),
      request_id: requestIdOf(application),
      type,
      origin,
      occurred_at: at.toISOString(),
      ...extras,
      application,
    };
    const event = judge(met, command, new Date(at.getTime() + 21));
    commands.push(command);
    decisions.push({ met, event });
    met = event.outcome === 'applied' ? stateAfter(event) : met;
  }
  return { name, application, commands, decisions };
}

export const FULL: Extras = { ...TRACE, ...entryWith('햇살어린이집') };
export const STORIES: readonly Told[] = [
  tell('requested', anApplication(), [['Request', 'enterwait', FULL]]),
  tell('requested without an entry', anApplication(), [['Request', 'enterwait']]),
  tell('accepted', anApplication(), [
    ['Request', 'enterwait', { ...FULL, ...NOTE }],
    ['Accept', 'nursery', TRACE],
  ]),
  tell('rejected with a note', anApplication({ nursery_id: 'n00002' }), [
    ['Request', 'enterwait', entryWith()],
    ['Reject', 'nursery', { ...TRACE, ...NOTE }],
  ]),
  tell('cancelled by the parent, asked again, accepted, left', anApplication(), [
    ['Request', 'enterwait', FULL],
    ['Cancel', 'enterwait', TRACE],
    ['Request', 'enterwait', FULL],
    ['Accept', 'nursery', TRACE],
    ['Cancel', 'nursery', NOTE],
  ]),
  tell('cancelled by an operator', anApplication(), [
    ['Request', 'enterwait', FULL],
    ['Accept', 'nursery'],
    ['Cancel', 'management', { ...TRACE, ...NOTE }],
    ['Accept', 'nursery'],
    ['Cancel', 'management'],
  ]),
  tell('never an application', anApplication(), [
    ['Accept', 'nursery'],
    ['Cancel', 'enterwait'],
  ]),
  tell('asked twice', anApplication(), [
    ['Request', 'enterwait', FULL],
    ['Request', 'enterwait', FULL],
  ]),
  tell(
    'hangul, emoji and letters of everywhere',
    anApplication({
      child_name: "Ó'Brien 한별",
      parent_name: '이 Łukasz·Ünal',
      parent_address: '제주특별자치도 🍊길 1 — ２층',
      user_id: '학부모.01+ß@집',
      parent_email: 'a+tag@xn--9t4b11yi5a.kr',
    }),
    [
      ['Request', 'enterwait', { ...FULL, note: '쌍둥이 👯 — "둘 다"\u00a0같이' }],
      ['Reject', 'nursery', { note: '다음 기회에 🙏🏽' }],
    ],
  ),
  tell('everything as long as it may be', anApplication(LONGEST()), [
    [
      'Request',
      'enterwait',
      {
        ...TRACE,
        note: '가'.repeat(300),
        entry: {
          priority: {
            rules: '2026-1'.padEnd(16, 'x'),
            items: Array.from({ length: 40 }, (_, index) => `item-${index}`.padEnd(32, 'x')),
            points: 9999,
            tie_points: 9999,
          },
          nursery_name: '집'.repeat(100),
        },
      },
    ],
    ['Reject', 'nursery', { note: '🙂'.repeat(150) }],
  ]),
  tell('a birthday that the seed never checked', anApplication({ child_birthday: '20261124', parent_tel: '0000000' }), [
    ['Request', 'enterwait', FULL],
  ]),
];

/** Every command in every status from everywhere, applied or refused. */
const PREFIXES: Readonly<Record<string, readonly Step[]>> = {
  none: [],
  requested: [['Request', 'enterwait', FULL]],
  accepted: [
    ['Request', 'enterwait', FULL],
    ['Accept', 'nursery'],
  ],
  rejected: [
    ['Request', 'enterwait', FULL],
    ['Reject', 'nursery', NOTE],
  ],
  cancelled: [
    ['Request', 'enterwait'],
    ['Cancel', 'enterwait'],
  ],
};
const EXTRAS = [WITHOUT, TRACE, NOTE, { ...TRACE, ...NOTE }];
export const MATRIX = Object.entries(PREFIXES).flatMap(([status, prefix], at) =>
  (['Request', 'Cancel', 'Accept', 'Reject'] as const).flatMap((type, ofType) =>
    SERVICES.map((origin, ofOrigin) => {
      const extras = EXTRAS[(at + ofType + ofOrigin) % EXTRAS.length] ?? WITHOUT;
      const withEntry = type === 'Request' && ofOrigin === 0 ? entryWith('푸른숲어린이집') : WITHOUT;
      return tell(`${type} by ${origin} where it is ${status}`, anApplication(), [
        ...prefix,
        [type, origin, { ...extras, ...withEntry }],
      ]);
    }),
  ),
);
