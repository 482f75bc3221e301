/** Values of the macros at the head of docs/spec/protocol.pml; one that is left out keeps the value there. */
export interface Settings {
  readonly COMMANDS?: number;
  readonly APPLICATIONS?: number;
  readonly LOSSES?: number;
  readonly REPEATS?: number;
  readonly UNREADABLE?: number;
}

/** A world that is searched to its end: the whole protocol keeps every promise in it. */
export interface World {
  readonly name: string;
  readonly settings: Settings;
}

export const WORLDS: readonly World[] = [
  { name: 'one-application', settings: { COMMANDS: 4, LOSSES: 1, REPEATS: 1 } },
  { name: 'two-losses', settings: { COMMANDS: 4, LOSSES: 2, REPEATS: 1 } },
  { name: 'one-place-repeat', settings: { APPLICATIONS: 2, COMMANDS: 4, LOSSES: 0, REPEATS: 1 } },
  { name: 'one-place-loss', settings: { APPLICATIONS: 2, COMMANDS: 4, LOSSES: 1, REPEATS: 0 } },
  { name: 'unreadable', settings: { COMMANDS: 3, LOSSES: 1, REPEATS: 1, UNREADABLE: 1 } },
];

/** The protocol without one of its rules: this promise is then broken. */
export interface Removal {
  readonly macro: string;
  /** Number of the promise at the head of protocol.pml; the others are not checked. */
  readonly promise: number;
  readonly settings: Settings;
}

const ONE_APPLICATION: Settings = { COMMANDS: 4, LOSSES: 1, REPEATS: 1 };
const ONE_PLACE: Settings = { APPLICATIONS: 2, COMMANDS: 4, LOSSES: 0, REPEATS: 0 };

export const REMOVALS: readonly Removal[] = [
  { macro: 'NO_ASK_AGAIN', promise: 1, settings: ONE_APPLICATION },
  { macro: 'NO_OPERATORS_OUTBOX', promise: 1, settings: ONE_APPLICATION },
  { macro: 'NO_ONE_QUESTION', promise: 3, settings: ONE_APPLICATION },
  { macro: 'NO_ONE_QUESTION', promise: 7, settings: ONE_APPLICATION },
  { macro: 'NO_DEDUP', promise: 6, settings: ONE_APPLICATION },
  { macro: 'NO_DEDUP', promise: 7, settings: ONE_APPLICATION },
  { macro: 'NO_CONDITION', promise: 2, settings: ONE_APPLICATION },
  { macro: 'NO_TELL_AGAIN', promise: 1, settings: ONE_APPLICATION },
  { macro: 'NO_ANSWER_TO_INVALID', promise: 1, settings: { COMMANDS: 3, UNREADABLE: 1 } },
  { macro: 'NO_ROUNDS', promise: 4, settings: ONE_APPLICATION },
  { macro: 'NO_ROUNDS', promise: 5, settings: ONE_PLACE },
  { macro: 'NO_VERSIONS', promise: 2, settings: ONE_APPLICATION },
  { macro: 'NO_EXPECTED', promise: 6, settings: ONE_APPLICATION },
  { macro: 'NO_FALL_BACK', promise: 8, settings: ONE_APPLICATION },
  { macro: 'PLACES_FREED_EARLY', promise: 5, settings: ONE_PLACE },
  { macro: 'OLD_ROUNDS_COUNT', promise: 9, settings: ONE_PLACE },
  { macro: 'NO_RECONCILE', promise: 2, settings: ONE_APPLICATION },
];

/** The promises by their numbers, as the head of protocol.pml lists them. */
export const promisesOf = (protocol: string): ReadonlyMap<number, string> =>
  new Map([...protocol.matchAll(/^ \* {1,2}(\d+)\. (.+)$/gm)].map(([, number, text]) => [Number(number), text ?? '']));

/** The macros that remove a rule. */
export const removableRules = (protocol: string): readonly string[] => [
  ...new Set(
    [...protocol.matchAll(/^#ifn?def ([A-Z_]+)$/gm)].flatMap(([, name = '']) =>
      isSetting(protocol, name) ? [] : name,
    ),
  ),
];

const isSetting = (protocol: string, name: string): boolean => protocol.includes(`#define ${name} `);
