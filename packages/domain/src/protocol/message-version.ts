/** Major version of the messages that this release writes and reads. Messages without a version are version 1. */
const MESSAGE_MAJOR = 1;

/**
 * A message of a later release that this one cannot read. It fails and is retried until this part has been upgraded.
 */
export class NewerMessageError extends Error {
  override readonly name = 'NewerMessageError';
  constructor(major: number, known: number = MESSAGE_MAJOR) {
    super(`message of major version ${major}, this release reads ${known}`);
  }
}

/**
 * @param attribute value of the message attribute `Version`, if present; otherwise the field `message_version` counts
 * @param known the newest version this release reads, if different from that of all messages
 * @throws NewerMessageError
 */
export function requireKnownMajor(message: unknown, attribute?: string, known: number = MESSAGE_MAJOR): void {
  const field = typeof message === 'object' && message !== null ? Reflect.get(message, 'message_version') : undefined;
  const major = Number(attribute ?? field ?? MESSAGE_MAJOR);
  if (Number.isFinite(major) && major > known) throw new NewerMessageError(major, known);
}
