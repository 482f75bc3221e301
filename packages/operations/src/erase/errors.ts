/**
 * What keeps a family from being erased now. `HAS_PLACE`: a child would lose its place; `DEAD_LETTERS`: messages that wait for an operator hold
 * their data; `IN_FLIGHT`: commands without an answer, sides that differ, queues that do not empty. The message names applications by their ids.
 */
export class EraseError extends Error {
  override readonly name = 'EraseError';
  readonly code: 'HAS_PLACE' | 'DEAD_LETTERS' | 'IN_FLIGHT';

  constructor(code: EraseError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
