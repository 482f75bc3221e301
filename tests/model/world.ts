import { type Application, SAMPLE_APPLICATION } from '@enterwait/domain/application';
import type { Command, CommandType, JudgedEvent, Origin, Status, System } from '@enterwait/domain/protocol';

/** What a person does: parents ask and cancel; staff accept, reject and say who left (Cancel); operators cancel. */
export interface Ask {
  readonly who: 'parent' | 'staff' | 'operator';
  readonly type: CommandType;
  /** Which application: several families wait for the same daycare. */
  readonly family: number;
  /** Which personal data the caller sends. */
  readonly variant: number;
  /** Idempotency-Key, none if undefined. It is also reused for other commands, as careless callers do. */
  readonly key: number | undefined;
  /** The round of the page that staff or an operator loaded earlier; undefined: they name none. */
  readonly sawRound?: number | undefined;
}

export interface Answer {
  readonly ask: Ask;
  readonly requestId: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly eventId: string | undefined;
}

interface CommandView {
  readonly event_id: string;
  readonly request_id: string;
  readonly origin: Origin;
  readonly outcome: 'applied' | 'refused' | null;
  readonly version: number | null;
  /** The round that its asker saw; for a command of the other system, the round that it ended in. */
  readonly round: number | null;
}

export type Asked = Pick<Command, 'event_id' | 'request_id'> & { readonly round?: number | null | undefined };

/** What one system holds. Its commands are in the order in which it asked or heard of them. */
export interface SystemView {
  readonly requests: readonly (Application & {
    request_id: string;
    status: Status | null;
    version: number;
    round: number | null;
    expected: Status | null;
    expected_version: number | null;
  })[];
  readonly commands: readonly CommandView[];
  readonly outbox: number;
}

/** Everything that can be seen when everything is quiet. */
export interface Observation {
  readonly answers: readonly Answer[];
  readonly systems: Readonly<Record<System, SystemView>>;
  readonly enrolled: readonly string[];
  readonly states: readonly {
    request_id: string;
    status: Status;
    version: number;
    round?: number | undefined;
    application: Application | null;
  }[];
  /** The EVENT items as they are; those of one application in the order of judging. */
  readonly events: readonly JudgedEvent[];
  /** One entry per mail, made by `mailKey`; undefined: this world sends none. */
  readonly mails: readonly string[] | undefined;
  mailKey(event: JudgedEvent): string;
  /** Surplus mails that a fault between the provider's yes and the completed claim explains, by `mailKey`. */
  readonly excusedMails: ReadonlyMap<string, number>;
  /** Events whose mail may be missing, by `mailKey`: the message was lost behind the judge, and nobody asks for a mail again. */
  readonly lostMails?: ReadonlySet<string>;
  /** What each system asked, in the order in which it was committed; if left out, the order of its commands. */
  readonly asked?: Readonly<Record<Origin, readonly Asked[]>>;
  /** Commands that a restore forgot before they were sent: lost with the time that the backup does not cover. */
  readonly forgotten?: ReadonlySet<string>;
  /** Commands whose message was damaged on its way. */
  readonly broken?: ReadonlySet<string>;
  /** A part of the previous release took part: it asks without order, frees places early and names no rounds. */
  readonly mixed?: boolean;
  /** Places of the registered daycares. */
  readonly capacities: ReadonlyMap<string, number>;
  /** Anything else that must not have happened, in words. */
  readonly violations: readonly string[];
}

/** A system under test: the model in memory, or the real stack. */
export interface World {
  /** Does what a person does. Settles when the person has an answer, or never will. */
  act(ask: Ask): Promise<Answer>;
  /** Ends all faults; resolves when nothing moves any more. */
  settle(): Promise<void>;
  observe(): Promise<Observation>;
}

/** Two children wait for a daycare with one place; a third one, and the first once more, for one that is not registered. */
export const FAMILIES = 4;
const CHILD_OF = [0, 1, 2, 0];

/** Ids that only one run uses, where runs share a stack. */
export interface Place {
  /** The digits at the beginning of the children's numbers, 14 at most. */
  readonly children: string;
  readonly fullDaycare: string;
  readonly otherDaycare: string;
}
/** Places of the registered daycare. */
export const CAPACITY = 1;
export const MODEL_PLACE: Place = { children: '2024031500', fullDaycare: 'M00001', otherDaycare: 'M00002' };

export const applicationOf = (family: number, variant: number, place = MODEL_PLACE): Application => ({
  ...SAMPLE_APPLICATION,
  child_id: `${place.children}${String(CHILD_OF[family]).padStart(15 - place.children.length, '0')}`,
  user_id: `parent${CHILD_OF[family]}`,
  parent_tel: `010-1234-567${variant}`,
  parent_address: `서울특별시 종로구 세종대로 ${variant}`,
  parent_email: `user${variant}@email.com`,
  nursery_id: family < 2 ? place.fullDaycare : place.otherDaycare,
});
