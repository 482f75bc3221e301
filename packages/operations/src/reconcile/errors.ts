/** Why the comparison failed: the table left keys unread, or SQS did not accept an event. */
export class ReconcileError extends Error {
  override readonly name = 'ReconcileError';
}
