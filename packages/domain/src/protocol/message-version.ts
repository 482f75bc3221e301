/** Major version of the messages that this release writes and reads. Messages that name none are of version 1. */
export const MESSAGE_MAJOR = 1;

/** A message that a later release wrote and this one cannot read. It waits: it fails and comes again, until this part is of that release. */
export class NewerMessageError extends Error {
  override readonly name = 'NewerMessageError';
  constructor(major: number, known: number = MESSAGE_MAJOR) {
    super(`message of major version ${major}, this release reads ${known}`);
  }
}

/**
 * @param attribute value of the message attribute `Version`, where there is one; else the field `message_version` counts
 * @param known the newest that is read, where it is not that of all messages
 * @throws NewerMessageError
 */
export function requireKnownMajor(message: unknown, attribute?: string, known: number = MESSAGE_MAJOR): void {
  const field = typeof message === 'object' && message !== null ? Reflect.get(message, 'message_version') : undefined;
  const major = Number(attribute ?? field ?? MESSAGE_MAJOR);
  if (Number.isFinite(major) && major > known) throw new NewerMessageError(major, known);
}
