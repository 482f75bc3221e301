import type { OutageName } from './outages.ts';

/**
 * Which outage each scenario of the fault suite is, or why it is none: a fault that nobody notices needs no alarm. Titles match the
 * source.
 */
export const SCENARIOS: Readonly<Record<string, readonly OutageName[] | string>> = {
  'when the database is stopped for 10 s': ['database-gone'],
  'when the database is killed': ['database-gone'],
  'when the database can only be read for 10 s, as with a full disk': ['database-read-only'],
  'when AWS does not answer for 5 s': ['sqs-silent', 'judge-fails'],
  'when a bad release breaks all functions in the middle of the load, each in its way': [
    'functions-crash',
    'judge-fails',
    'stream-stuck',
  ],
  'when the messages of requests and accepts are gone for ever': ['messages-lost'],
  'when the message of a command is gone and an operator repairs, without waiting for the next time': ['messages-lost'],
  'when a command dies and its dead letter is deleted': ['dead-letter'],
  'when a request dies, the cancel behind it does not, and the request is put back: the last word stands': [
    'dead-letter',
  ],
  'when every message of every queue comes twice, and the second time in another order': 'repeats change nothing',
  'and both live': 'nothing is wrong',
  'and one of each is killed in the middle of it': 'the other one goes on, and Kubernetes starts it again',
  '${PAIRS} pairs of cancel and accept fired together end the same everywhere, with no child enrolled':
    'nothing is wrong',
  '${PAIRS} request-then-cancel at once end cancelled on both sides': 'nothing is wrong',
  'when functions of that release serve these services': 'two releases go on beside each other',
  'when SQSToDynamoDB alone is of that release': 'two releases go on beside each other',
  'when DynamoDBToEventBridge alone is of that release, as after a rollback in the wrong order':
    'two releases go on beside each other',
  'when %s is killed and started in the middle of it': ['enterwait-down', 'nursery-down', 'management-down'],
  'when the relay is killed between sending and deleting': ['relay-dead', 'sqs-silent'],
  'when the other system is down for 20 s': ['nursery-down'],
  'when %s takes connections and says nothing for 15 s': ['sqs-silent', 'database-silent'],
  'a command is answered while MySQL says nothing, and can be asked again': ['database-silent'],
  '%s ends by itself when it is told to, while %s says nothing': 'how a process ends',
};
