import { requestIdOf } from '@enterwait/domain/application';
import { type Command, parseCommand, toCommandMessage } from '@enterwait/domain/protocol';
import { anApplication, MATRIX, nextTime, STORIES, uuidOf } from './stories.ts';

/** A message as SQS gives it to a function. */
const recordOf = (name: string, body: string, status: string, sentAt: string, group: string) => ({
  messageId: uuidOf(new Date(sentAt), `message ${name}`),
  body,
  attributes: { SentTimestamp: String(Date.parse(sentAt)), MessageGroupId: group, ApproximateReceiveCount: '1' },
  messageAttributes: { Status: { dataType: 'String', stringValue: status } },
});

export const commandSamples = [
  ...STORIES.flatMap(({ name, commands }) => commands.map((command, at) => ({ name: `${name} ${at + 1}`, command }))),
  ...MATRIX.map(({ name, commands }) => ({ name, command: commands.at(-1) as Command })),
].map(({ name, command }) => ({
  name,
  record: recordOf(name, toCommandMessage(command), command.type, command.occurred_at, command.request_id),
  reads: command,
}));

/** What the old systems send: ten fields, the attribute `Status`, identified by the message. */
export const seedSamples = (['Request', 'Cancel', 'Accept', 'Reject'] as const).map((type) => {
  const application = anApplication();
  const name = `the seed's ${type}`;
  const record = recordOf(name, JSON.stringify(application), type, nextTime().toISOString(), requestIdOf(application));
  const reads = parseCommand(record.body, {
    messageId: record.messageId,
    status: type,
    sentAt: new Date(Number(record.attributes.SentTimestamp)),
  });
  return { name, record, reads };
});
