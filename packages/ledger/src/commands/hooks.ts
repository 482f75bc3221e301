import type { Application } from '@enterwait/domain/application';
import type { CommandType, Status } from '@enterwait/domain/protocol';
import type { Actor } from '@enterwait/http/access';
import type { RequestRow } from '../tables/request.ts';

/**
 * A system's own reaction to a possible change of an application's expected status, in the same transaction. `statuses` are those it goes
 * through: the confirmed one, then one after each command in flight. `asked` is set while a person is requesting the change. Only then may
 * it throw an HttpError: what the judge has decided is a fact.
 */
export type OnExpectedStatus<Own = object> = (
  tables: Own,
  change: {
    requestId: string;
    application: Application;
    statuses: readonly (Status | null)[];
    asked: CommandType | null;
    now: Date;
  },
) => Promise<void>;

/**
 * Decides whether an actor may send this command on that application, in the same transaction. `row` is locked; for a first Request it is
 * the row just inserted.
 * @returns the application that the command carries instead of the body, or nothing to carry the body itself
 * @throws HttpError 403 `not-yours`
 */
export type Authorise<Own = object> = (
  tables: Own,
  question: {
    type: CommandType;
    actor: Actor;
    application: Application;
    row: RequestRow | undefined;
    /** Codes of the priority items that a Request claims. */
    claims: readonly string[];
  },
) => Promise<Application | undefined>;

/** Counts a command against its limits; a refused one is rolled back, so it does not count. */
export type Limit<Own = object> = (
  tables: Own,
  question: { type: CommandType; actor: Actor; application: Application },
) => Promise<void>;
