/** What keeps the comparison from being made: the table left keys unread, SQS did not take an event. */
export class ReconcileError extends Error {
  override readonly name = 'ReconcileError';
}
