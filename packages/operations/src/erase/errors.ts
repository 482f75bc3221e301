/**
 * Why a family cannot be erased now. `HAS_PLACE`: a child would lose its place; `DEAD_LETTERS`: messages that wait for
 * an operator contain their data; `IN_FLIGHT`: unanswered commands, differing systems, or queues that do not empty. The
 * message contains only application ids.
 */
export class EraseError extends Error {
  override readonly name = 'EraseError';
  readonly code: 'HAS_PLACE' | 'DEAD_LETTERS' | 'IN_FLIGHT';

  constructor(code: EraseError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
