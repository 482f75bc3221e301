// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs

/** One broken rule of the protocol: texts that must each occur exactly once in their file, and their replacements. */
export interface Mutant {
  readonly name: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** Test files by pattern; by default the model in memory. */
  readonly tests?: readonly string[];
}

const LEDGER = 'packages/ledger/src/commands/ledger.ts';
const RELAY = 'packages/ledger/src/outbox/relay.ts';
const TO_QUEUE = 'packages/ledger/src/outbox/send-to-queue.ts';
const OUTBOX = 'packages/ledger/src/tables/outbox.ts';
const DATABASE = 'packages/http/src/database/database.ts';
const JUDGE = 'packages/domain/src/protocol/event.ts';
const ENROLMENT = 'services/nursery/src/enrolment.ts';
const TABLE = 'packages/judge/src/table/table.ts';
const MARIADB = ['tests/model/mariadb.test'];
const OUTBOX_TEST = ['packages/service/src/tables/outbox.test'];
const SEND_EMAIL = 'lambdas/send-email/handler.ts';
const OBSTACLES = 'packages/operations/src/reconcile/examining/obstacles.ts';
const BUS_RULES = 'terraform/modules/pipeline/bus.tf';

const UNCONDITIONAL_STATE = {
  file: TABLE,
  from: 'Item: { ...stateKey, event_id, status, version, application, entry, round, updated_at, ...indexKeys },\n            ...asMet,',
  to: 'Item: { ...stateKey, event_id, status, version, application, entry, round, updated_at, ...indexKeys },',
};
const SEND_ONCE = 'return claims.sendOnce(mailClaimKey(id, template), context, begin);';

const edit = (name: string, file: string, from: string, to: string, tests?: readonly string[]): Mutant => ({
  name,
  edits: [{ file, from, to }],
  ...(tests === undefined ? {} : { tests }),
});

export const MUTANTS: readonly Mutant[] = [
  edit(
    'ledger: no version check in deliver',
    LEDGER,
    'application !== null && version > row.version',
    'application !== null',
  ),
  edit(
    'ledger: an outcome does not clear the command in flight',
    LEDGER,
    '    await tables.settleCommand(facts, now);\n',
    '',
  ),
  edit(
    'ledger: idempotency key outside the transaction',
    LEDGER,
    'await tables.takeKey(key, { fingerprint, event_id: eventId, version }, now);',
    'await store.transaction((own) => own.takeKey(key, { fingerprint, event_id: eventId, version }, now));',
  ),
  edit(
    'ledger: no outbox row',
    LEDGER,
    'const queued = await tables.insertOutbox(command, now, claimedUntil);',
    'const queued = {} as OutboxRow;',
  ),
  edit(
    'ledger: hands over what has a question before it',
    LEDGER,
    'inFlight.length === 0 ? handOver?.claim(now)',
    'inFlight.length >= 0 ? handOver?.claim(now)',
  ),
  edit(
    'hand-over: what it was given is claimed for ever',
    'packages/ledger/src/outbox/hand-over.ts',
    'now.getTime() + CLAIM_MS',
    'now.getTime() + 1e9 * CLAIM_MS',
    ['packages/ledger/src/outbox/hand-over'],
  ),
  edit(
    'status: a command about a round that is over still counts',
    'packages/domain/src/protocol/status.ts',
    'next.legal && !isOver(command, confirmed)',
    'next.legal',
  ),
  edit('nursery: a cancel does not un-enrol', ENROLMENT, 'return tables.deleteChild(requestId);', 'return;'),
  edit(
    'nursery: capacity is counted without the lock',
    ENROLMENT,
    'const nursery = await tables.lockNursery(nurseryId);\n  if (nursery !== undefined) return nursery.capacity;',
    'if (nurseryId === "M00001") return 1;\n  const nursery = await tables.lockNursery(nurseryId);\n  if (nursery !== undefined) return nursery.capacity;',
  ),
  edit(
    'relay: a row goes when SQS has it',
    RELAY,
    '  await store.transaction((tables) => tables.noteAttempts(attempts, now));',
    `  await store.transaction(async (tables) => {
    for (const row of rows) if (taken.has(row.id)) await (tables as never as { deleteAnswered(id: string): Promise<void> }).deleteAnswered(row.event_id);
  });`,
  ),
  edit(
    'relay: takes a failed entry for sent',
    TO_QUEUE,
    'return (result.Successful ?? []).flatMap(({ Id }) => (Id === undefined ? [] : (byEntry.get(Id) ?? [])));',
    'return [...byEntry.values()];',
  ),
  edit(
    'relay: never asks again',
    RELAY,
    'const pause = isTaken ? againAfter(askAgainMs, attempts) : retryAfter(failures);',
    'const pause = isTaken ? 1e12 : retryAfter(failures);',
  ),
  edit(
    'relay: two questions of an application at once (SQL)',
    OUTBOX,
    'earlier.id < o.id)',
    'earlier.id < 0)',
    OUTBOX_TEST,
  ),
  edit(
    'relay: does not look again after locking (SQL)',
    OUTBOX,
    'FROM outbox o WHERE o.id IN (${marks(ids)}) AND ${IS_HEAD}`',
    'FROM outbox o WHERE o.id IN (${marks(ids)})`',
    MARIADB,
  ),
  edit('relay: claims without a lock (SQL)', OUTBOX, ' FOR UPDATE SKIP LOCKED`', '`', OUTBOX_TEST),
  edit('relay: waits for what another claims (SQL)', OUTBOX, ' FOR UPDATE SKIP LOCKED`', ' FOR UPDATE`', OUTBOX_TEST),
  edit('relay: a claim is over at once', RELAY, 'const LEASE_MS = 60_000;', 'const LEASE_MS = 0;', MARIADB),
  edit(
    'relay: a claim is written nowhere (SQL)',
    OUTBOX,
    'UPDATE outbox SET next_attempt_at = ? WHERE id IN (${marks([...due])})',
    'UPDATE outbox SET failures = failures WHERE ? IS NOT NULL AND id IN (${marks([...due])})',
    OUTBOX_TEST,
  ),
  edit(
    'relay: no deduplication id of its own',
    TO_QUEUE,
    'MessageDeduplicationId: row.attempts === 0 ? row.event_id : `${row.event_id}.${row.attempts}`',
    'MessageDeduplicationId: row.request_id',
  ),
  edit(
    'relay: asks again under the same name',
    TO_QUEUE,
    'row.attempts === 0 ? row.event_id : `${row.event_id}.${row.attempts}`',
    'row.event_id',
    ['packages/ledger/src/outbox/relay'],
  ),
  edit('relay: leaves the round behind', TO_QUEUE, '...(row.round === null', '...(row.round === null || row.id > 0'),
  edit(
    'relay: commands without a row are not adopted',
    'packages/ledger/src/outbox/orphans.ts',
    'await store.transaction((tables) => askAgain(tables, requestId, origin, at.now));',
    'void requestId;',
  ),
  edit(
    'repair: asks the commands of an application out of order',
    'packages/ledger/src/outbox/orphans.ts',
    'for (const command of commands) {',
    'for (const command of commands.reverse()) {',
  ),
  edit(
    'answers: the row of an answered question stays',
    LEDGER,
    '    if (facts.origin === origin) await tables.deleteAnswered(facts.event_id);\n',
    '',
  ),
  edit(
    'answers: the same (SQL)',
    OUTBOX,
    "'DELETE FROM outbox WHERE event_id = ?'",
    "'DELETE FROM outbox WHERE event_id = ? AND id < 0'",
    MARIADB,
  ),
  edit(
    'answers: the outcome is never set (SQL)',
    'packages/ledger/src/tables/command.ts',
    ', outcome = VALUES(outcome)`',
    '`',
    MARIADB,
  ),
  edit(
    'answers: operators hear none',
    'services/management/src/commands/answer-poller.ts',
    'await tables.deleteAnswered(event.event_id);',
    '',
  ),
  edit(
    'answers: operators take the table for an answer',
    'services/management/src/commands/answer-poller.ts',
    '!(await isTold(requestId, event.version))',
    '(await isTold(requestId, event.version)) === undefined',
    ['services/management/src/commands/answers'],
  ),
  edit(
    'ledger: reads an application without its lock (SQL)',
    'packages/ledger/src/tables/request.ts',
    'FROM request WHERE request_id = ? FOR UPDATE`',
    'FROM request WHERE request_id = ?`',
    MARIADB,
  ),
  edit(
    'ledger: takes an application that is there for a new one (SQL)',
    'packages/ledger/src/tables/request.ts',
    'version = LAST_INSERT_ID(version + 1) - 1',
    'version = version',
    MARIADB,
  ),
  edit(
    'ledger: transactions read what is not committed (SQL)',
    DATABASE,
    'TRANSACTION ISOLATION LEVEL READ COMMITTED',
    'TRANSACTION ISOLATION LEVEL READ UNCOMMITTED',
    MARIADB,
  ),
  edit(
    'ledger: transactions read what was (SQL)',
    DATABASE,
    'TRANSACTION ISOLATION LEVEL READ COMMITTED',
    'TRANSACTION ISOLATION LEVEL REPEATABLE READ',
    MARIADB,
  ),
  edit(
    'ledger: no transaction at all (SQL)',
    DATABASE,
    "run(pool, ['START TRANSACTION'], work)",
    "run(pool, ['DO 0'], work)",
    MARIADB,
  ),
  edit(
    'pages: a read of several statements is torn (SQL)',
    DATABASE,
    "'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ'",
    "'SET TRANSACTION ISOLATION LEVEL READ COMMITTED'",
    MARIADB,
  ),
  edit(
    'ledger: a round that the release before left behind counts (SQL)',
    'packages/ledger/src/tables/request.ts',
    '`IF(${table}.expected_version <=> ${table}.version, ${table}.round, NULL)`',
    '`${table}.round`',
    MARIADB,
  ),
  edit(
    'ledger: an ask leaves the expected status as it was',
    LEDGER,
    `    if (row.expected !== next.to || row.expected_version !== version)
      await tables.updateExpected(requestId, next.to, version);
`,
    '',
  ),
  edit(
    'ledger: a refusal leaves the expected status as it was',
    LEDGER,
    '} else if (expectedOf(row) !== expected) await tables.updateExpected(requestId, expected, row.version);',
    '}',
  ),
  edit('ledger: staff name no round', LEDGER, '      ...(namesRounds && round !== null ? { round } : {}),\n', ''),
  edit(
    'operators name no round',
    'services/management/src/commands/cancel.ts',
    '      ...(round === undefined ? {} : { round }),\n',
    '',
  ),
  edit(
    'judge: no check of the round',
    JUDGE,
    'if (state.status !== null && isOtherRound)',
    'if (state.version < 0 && isOtherRound)',
  ),
  edit(
    'judge: counts no rounds',
    JUDGE,
    'round: request === undefined ? state.round : state.round + 1,',
    'round: state.round,',
  ),
  edit(
    'judge: tells nothing again',
    'packages/lambda/src/consumer/judge-consumer.ts',
    'if (republishing === undefined || repeats.length === 0) return groups;',
    'if (republishing === undefined || repeats.length >= 0) return groups;',
  ),
  edit(
    'judge: parks what is broken in silence',
    'packages/domain/src/protocol/command.ts',
    'if (!parsed.success) return refusable(identityIn(json), facts, describeIssues(parsed.error));',
    'if (!parsed.success) throw new InvalidCommandError(describeIssues(parsed.error));',
  ),
  edit(
    'judge: parks what a later release wrote',
    'packages/domain/src/protocol/message-version.ts',
    'if (Number.isFinite(major) && major > known) throw',
    'if (Number.isFinite(major) && major > known + 10) throw',
    ['packages/lambda/src/consumer/judge-consumer', 'packages/domain/src/protocol/event'],
  ),
  edit(
    'readers: a field that they do not know stops an event',
    JUDGE,
    'export const judgedEventSchema = z.looseObject({',
    'export const judgedEventSchema = z.strictObject({',
    ['packages/domain/src/protocol/event'],
  ),
  edit(
    'readers: a field that they do not know stops a command',
    'packages/domain/src/protocol/command.ts',
    `  entry: recordedEntrySchema.omit({ requested_at: true }).optional(),
});`,
    `  entry: recordedEntrySchema.omit({ requested_at: true }).optional(),
}).strict();`,
    ['packages/domain/src/protocol/event'],
  ),
  edit(
    'nursery: a leave that is asked frees the place at once',
    ENROLMENT,
    'if (!statuses.includes(STATUS.accepted))',
    'if (statuses.at(-1) !== STATUS.accepted)',
  ),
  edit(
    'nursery: a child may have two places',
    ENROLMENT,
    'const isElsewhere = asked !== null && (await',
    'const isElsewhere = asked !== null && false && (await',
  ),
  edit(
    'nursery: places are not counted',
    ENROLMENT,
    'if (asked !== null && (await tables.countEnrolled(',
    'if (asked !== null && false && (await tables.countEnrolled(',
  ),
  edit(
    'nursery: two daycares take a child without its lock (SQL)',
    'services/nursery/src/nursery-child.ts',
    "'SELECT request_id FROM request WHERE child_id = ? FOR UPDATE'",
    "'SELECT request_id FROM request WHERE child_id = ?'",
    MARIADB,
  ),
  edit(
    'nursery: the last place is given without its lock (SQL)',
    'packages/ledger/src/tables/nursery.ts',
    'capacity FROM nursery WHERE nursery_id = ? FOR UPDATE',
    'capacity FROM nursery WHERE nursery_id = ?',
    MARIADB,
  ),
  edit(
    'restore: the doors are open at once',
    'packages/http/src/maintenance/maintenance.ts',
    'if (!(await tables.isUnderMaintenance())) return;',
    'if (!(await tables.isUnderMaintenance()) || tables !== undefined) return;',
  ),
  edit(
    'restore: the doors open before dead commands are decided',
    OBSTACLES,
    'differences.length + underWay + deadCommands === 0',
    'differences.length + underWay === 0',
  ),
  edit(
    'restore: the doors open before what is under way has arrived',
    OBSTACLES,
    'differences.length + underWay + deadCommands === 0',
    'differences.length + deadCommands === 0',
  ),
  edit(
    'restore: the doors open while something differs',
    OBSTACLES,
    'differences.length + underWay + deadCommands === 0',
    'underWay + deadCommands === 0',
    // In the model a repair starts as soon as something differs: it does not fall through this net.
    ['packages/operations/src/reconcile/obstacles'],
  ),
  { name: 'judge: unconditional STATE put', edits: [UNCONDITIONAL_STATE] },
  edit(
    'judge: no condition that the EVENT is new',
    TABLE,
    "Item: { ...event, sk: `${EVENT_KEY_PREFIX}${event.event_id}` },\n      ConditionExpression: 'attribute_not_exists(request_id)',",
    'Item: { ...event, sk: `${EVENT_KEY_PREFIX}${event.event_id}` },',
  ),
  {
    name: 'judge: stale read and no condition',
    edits: [{ file: TABLE, from: '{ consistent: true }', to: '{ consistent: false }' }, UNCONDITIONAL_STATE],
  },
  edit(
    'judge: other commands overwrite personal data',
    JUDGE,
    'application: request?.application ?? state.application,',
    "application: 'application' in command ? command.application : state.application,",
  ),
  edit(
    'judge: acknowledges failed messages',
    'packages/lambda/src/consumer/judge-consumer.ts',
    'return toBatchResponse(comeAgain);',
    'return toBatchResponse([]);',
  ),
  edit(
    'judge: a failed message does not stop its group',
    'packages/lambda/src/consumer/judge-consumer.ts',
    '(record) => record.attributes.MessageGroupId ?? record.messageId',
    '(record) => record.messageId',
    // A group only ever has one question of a system, so the order there is a second net: the model does not fall through the first.
    ['packages/lambda/src/consumer/judge-consumer'],
  ),
  edit(
    'consumers: acknowledge failed messages',
    'packages/lambda/src/consumer/consumer.ts',
    'return toBatchResponse(comeAgain);',
    'return toBatchResponse([]);',
  ),
  edit(
    'consumers: a dead letter that could not be sent counts as sent',
    'packages/lambda/src/dead-letters/dead-letter-sender.ts',
    'describeError(failure) });\n      return false;',
    'describeError(failure) });\n      return true;',
  ),
  edit(
    'publisher: swallows failed entries',
    'packages/lambda/src/publishing/bus.ts',
    'waiting = answer.failed;',
    'waiting = [];',
  ),
  edit(
    'publisher: swallows an outage',
    'packages/lambda/src/publishing/publishing.ts',
    "throw error instanceof PipelineError ? error : new PublishError('AWS failed');",
    'return;',
  ),
  edit(
    'bus: staff are not told of a refusal',
    BUS_RULES,
    'detail = { origin = ["nursery"] }',
    'detail = { origin = ["nursery"], outcome = ["applied"] }',
  ),
  edit(
    'bus: parents are not told that their child has left',
    BUS_RULES,
    `detail = { outcome = ["applied"], origin = ["nursery"] } }
      targets = ["EventToEnterwaitQueue"]`,
    `detail = { outcome = ["applied"], origin = ["nursery"] } }
      targets = []`,
  ),
  edit(
    'status: a daycare may withdraw an application that waits',
    'packages/domain/src/protocol/status.ts',
    '    fromOf: { nursery: [STATUS.accepted] },\n',
    '',
  ),
  edit(
    "bus: parents are not told how an operator's cancel ended",
    BUS_RULES,
    'origin = ["enterwait", "management"]',
    'origin = ["enterwait"]',
  ),
  edit(
    'mail: no claim',
    SEND_EMAIL,
    SEND_ONCE,
    'void claims, id, template, context;\n  return mailer.send({ to, ...content });',
  ),
  edit(
    'mail: sent before the claim',
    SEND_EMAIL,
    SEND_ONCE,
    'return mailer.send({ to, ...content }).then((sent) => claims.sendOnce(`${id}#${template}`, context, async () => sent));',
  ),
  {
    // The rules pass no refused event to the mail queue: there are two nets, and both must be cut.
    name: 'mail: refused events are mailed',
    edits: [
      {
        file: SEND_EMAIL,
        from: "if (event.outcome === 'refused') return",
        to: "if (event.outcome === 'refused' && event.application === null) return",
      },
      {
        file: BUS_RULES,
        from: '"detail-type" = ["Request"], detail = { outcome = ["applied"] }',
        to: '"detail-type" = ["Request"], detail = {}',
      },
    ],
  },
  edit(
    'mail: refused events are mailed (the handler alone)',
    SEND_EMAIL,
    "if (event.outcome === 'refused') return",
    "if (event.outcome === 'refused' && event.application === null) return",
    ['lambdas/send-email/handler'],
  ),
];
