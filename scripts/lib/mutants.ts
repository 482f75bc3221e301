// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs

/** One rule of the protocol, broken: texts that must each stand exactly once in their file, and what stands there instead. */
export interface Mutant {
  readonly name: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** Test files by pattern; the model where there is none. */
  readonly tests?: readonly string[];
}

const LEDGER = 'packages/service/src/ledger.ts';
const RELAY = 'packages/service/src/relay.ts';
const TABLE = 'packages/pipeline/src/table.ts';
const SEND_EMAIL = 'lambdas/send-email/handler.ts';
const BUS_RULES = 'terraform/modules/pipeline/bus.tf';

const UNCONDITIONAL_STATE = {
  file: TABLE,
  from: 'Item: { ...stateKey, event_id, status, version, application, entry, updated_at, ...indexKeys },\n            ...asMet,',
  to: 'Item: { ...stateKey, event_id, status, version, application, entry, updated_at, ...indexKeys },',
};
const SEND_ONCE = 'return claims.sendOnce(`${id}#${template}`, context, () => mailer.send({ to, ...content }));';

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
    'await tables.takeKey(request.idempotencyKey, { fingerprint, event_id: eventId, version }, now);',
    'await store.transaction((own) =>\n own.takeKey(request.idempotencyKey ?? "", { fingerprint, event_id: eventId, version }, now));',
  ),
  edit('ledger: no outbox row', LEDGER, '    await tables.insertOutbox(command, now);\n', ''),
  edit(
    'nursery: a cancel does not un-enrol',
    'services/nursery/src/enrolment.ts',
    'return tables.deleteChild(requestId);',
    'return;',
  ),
  edit(
    'nursery: capacity is counted without the lock',
    'services/nursery/src/enrolment.ts',
    'const nursery = await tables.lockNursery(nurseryId);\n  if (nursery !== undefined) return nursery.capacity;',
    'if (nurseryId === "M00001") return 1;\n  const nursery = await tables.lockNursery(nurseryId);\n  if (nursery !== undefined) return nursery.capacity;',
  ),
  edit(
    'relay: deletes before it sends',
    RELAY,
    `  store.transaction(async (tables) => {
    const rows = await tables.lockNextBatch();
    if (rows.length === 0) return { found: 0, sent: 0 };
    const sent = await send(rows);
    if (sent.length > 0) await tables.deleteOutbox(sent);
    return { found: rows.length, sent: sent.length };
  });`,
    `  store
    .transaction(async (tables) => {
      const rows = await tables.lockNextBatch();
      if (rows.length > 0) await tables.deleteOutbox(rows.map(({ id }) => id));
      return rows;
    })
    .then(async (rows) => ({ found: rows.length, sent: rows.length > 0 ? (await send(rows)).length : 0 }));`,
  ),
  edit(
    'relay: takes a failed entry for sent',
    RELAY,
    'return (result.Successful ?? []).flatMap(({ Id }) => (Id === undefined ? [] : (byEntry.get(Id) ?? [])));',
    'return [...byEntry.values()];',
  ),
  edit(
    'relay: sends more than the oldest of an application (SQL)',
    'packages/service/src/tables/outbox.ts',
    'earlier.id < o.id)',
    'earlier.id < 0)',
    ['packages/service/src/tables/outbox'],
  ),
  edit(
    'relay: the same, in the tables of the model',
    'tests/model/memory-database.ts',
    'one.request_id === row.request_id && one.id < row.id',
    'one.request_id === row.request_id && one.id < 0',
  ),
  edit(
    'relay: no deduplication id of its own',
    RELAY,
    'MessageDeduplicationId: row.event_id',
    'MessageDeduplicationId: row.request_id',
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
    'packages/domain/src/event.ts',
    "command.type === 'Request' ? command.application : state.application",
    'command.application',
  ),
  edit(
    'judge: acknowledges failed messages',
    'packages/pipeline/src/judge-consumer.ts',
    'return toBatchResponse(comeAgain);',
    'return toBatchResponse([]);',
  ),
  edit(
    'judge: a failed message does not stop its group',
    'packages/pipeline/src/judge-consumer.ts',
    '(record) => record.attributes.MessageGroupId ?? record.messageId',
    '(record) => record.messageId',
  ),
  edit(
    'consumers: acknowledge failed messages',
    'packages/pipeline/src/consumer.ts',
    'return toBatchResponse(comeAgain);',
    'return toBatchResponse([]);',
  ),
  edit(
    'consumers: a dead letter that could not be sent counts as sent',
    'packages/pipeline/src/burying.ts',
    'describeError(failure) });\n      return false;',
    'describeError(failure) });\n      return true;',
  ),
  edit(
    'publisher: swallows failed entries',
    'packages/pipeline/src/bus.ts',
    'waiting = answer.failed;',
    'waiting = [];',
  ),
  edit(
    'publisher: swallows an outage',
    'packages/pipeline/src/publishing.ts',
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
    'packages/domain/src/status.ts',
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
    // The rules pass no refused event to the mail queue: two nets, and both must be cut.
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
