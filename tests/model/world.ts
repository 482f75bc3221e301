import type { Application, CommandType, JudgedEvent, Origin, Status } from '@enterwait/domain';

export type System = 'enterwait' | 'nursery';

/** What a person does: parents ask and cancel; staff accept, reject and say who left (Cancel); operators cancel. */
export interface Ask {
  readonly who: 'parent' | 'staff' | 'operator';
  readonly type: CommandType;
  /** Which application: several families wait for the same daycare. */
  readonly family: number;
  /** Which personal data the caller sends along. */
  readonly variant: number;
  /** Idempotency-Key, none where undefined. Used again for other commands too, as careless callers do. */
  readonly key: number | undefined;
}

export interface Answer {
  readonly ask: Ask;
  readonly requestId: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly eventId: string | undefined;
}

export interface CommandView {
  readonly event_id: string;
  readonly request_id: string;
  readonly origin: Origin;
  readonly outcome: 'applied' | 'refused' | null;
  readonly version: number | null;
}

/** What one system holds. Commands in the order in which it asked or heard of them. */
export interface SystemView {
  readonly requests: readonly (Application & { request_id: string; status: Status | null; version: number })[];
  readonly commands: readonly CommandView[];
  readonly outbox: number;
}

/** Everything that can be seen when all is quiet. */
export interface Observation {
  readonly answers: readonly Answer[];
  readonly systems: Readonly<Record<System, SystemView>>;
  readonly enrolled: readonly string[];
  readonly states: readonly { request_id: string; status: Status; version: number; application: Application | null }[];
  /** The EVENT items as they stand; those of one application in the order of judging. */
  readonly events: readonly JudgedEvent[];
  /** One entry a mail, made by `mailKey`. */
  readonly mails: readonly string[];
  mailKey(event: JudgedEvent): string;
  /** Mails more than one that a fault between the provider's yes and the completed claim explains, by `mailKey`. */
  readonly excusedMails: ReadonlyMap<string, number>;
  /** Applications with a command that went to the dead-letter queue and was put back, behind later ones. */
  readonly redriven: ReadonlySet<string>;
  /** Whatever else must not have happened, in words. */
  readonly violations: readonly string[];
}

/** A system under test: the model in memory, or the real stack. */
export interface World {
  /** Does what a person does. Settles when the person has an answer, or never will. */
  act(ask: Ask): Promise<Answer>;
  /** Faults end; resolves when nothing moves any more. */
  settle(): Promise<void>;
  observe(): Promise<Observation>;
}

/** Two families wait for a daycare with one place; the third one's daycare is not registered. */
export const FAMILIES = 3;

/** Ids that a run has to itself, where runs share a stack. */
export interface Place {
  /** Digits that the numbers of the children begin with, 14 at most. */
  readonly children: string;
  readonly fullDaycare: string;
  readonly otherDaycare: string;
}
export const MODEL_PLACE: Place = { children: '2024031500', fullDaycare: 'M00001', otherDaycare: 'M00002' };

export const applicationOf = (family: number, variant: number, place = MODEL_PLACE): Application => ({
  child_id: `${place.children}${String(family).padStart(15 - place.children.length, '0')}`,
  child_name: '김하늘',
  child_birthday: '20240315',
  user_id: `parent${family}`,
  parent_name: '김민준',
  parent_tel: `010-1234-567${variant}`,
  parent_address: `서울특별시 종로구 세종대로 ${variant}`,
  parent_postcode: '03171',
  parent_email: `user${variant}@email.com`,
  nursery_id: family < 2 ? place.fullDaycare : place.otherDaycare,
});
