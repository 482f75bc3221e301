import { HttpError } from '../errors/errors.ts';
import type { LimitResult } from './limits.ts';

/** A duration in words, rounded up. */
function inWords(seconds: number): { readonly ko: string; readonly en: string } {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  const [n, ko, en] = minutes < 120 ? [minutes, '분', 'minute'] : [Math.ceil(minutes / 60), '시간', 'hour'];
  return { ko: `${n}${ko}`, en: `${n} ${en}${n === 1 ? '' : 's'}` };
}

/** A limit refused it: 429 `too-often`, answered with `Retry-After`. */
export class TooOftenError extends HttpError {
  override readonly name = 'TooOftenError';
  /** Seconds. */
  readonly retryAfter: number;

  constructor({ retryAfter }: Pick<LimitResult, 'retryAfter'>) {
    const { ko, en } = inWords(retryAfter ?? 1);
    super(
      429,
      'too-often',
      `너무 여러 번 요청했습니다. ${ko} 뒤에 다시 해 주세요 / that was asked too often, please try again in ${en}`,
    );
    this.retryAfter = retryAfter ?? 1;
  }
}

/** @throws TooOftenError */
export function requireAllowed(verdict: LimitResult): void {
  if (!verdict.allowed) throw new TooOftenError(verdict);
}
