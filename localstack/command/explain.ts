import { type NetworkFailure, networkFailure, storageFailure, UserError } from '@enterwait/command-line/errors';
import { defaultStateDir } from '@enterwait/command-line/files';
import { foundNoEngine, noEngine } from '../docker/engine.ts';
import { attach } from '../stack/attach.ts';
import { inspectParts, type PartState } from '../status/parts.ts';

/** Stands in for the network error when the caller has already turned it into a UserError of its own. */
const NO_ANSWER: NetworkFailure = { code: 'NO_ANSWER', address: undefined };

/**
 * Explains failures that can come from anywhere: the disk, Docker's engine, and parts that do not answer. Any other error is returned
 * unchanged.
 */
export async function explain(error: unknown, env: NodeJS.ProcessEnv = process.env): Promise<unknown> {
  if (foundNoEngine(error)) return noEngine('make up', error);
  if (error instanceof UserError && error.code !== 'NO_MAILBOX') return error;
  const failure = networkFailure(error) ?? (error instanceof UserError ? NO_ANSWER : undefined);
  if (failure === undefined) return storageFailure(error) ?? error;
  // Not every error names the part that failed, and it is seldom only one.
  const silent = env.TARGET === 'aws' ? [] : await silentParts();
  if (silent.length > 0) return partsDown(silent, error);
  return error instanceof UserError ? error : unreachable(failure, error);
}

async function silentParts(): Promise<PartState[]> {
  try {
    const { stack, context } = attach(defaultStateDir);
    return (await inspectParts(stack, context)).filter(({ healthy }) => !healthy);
  } catch {
    // There is no stack to ask. The error itself says what did not answer.
    return [];
  }
}

const partsDown = (parts: readonly PartState[], cause: unknown): UserError =>
  new UserError(
    'PART_DOWN',
    parts.map(({ name, port, state }) => `${name}, 포트 (port) ${port}: ${state}`).join('\n'),
    '다시 시작하려면 (to start it again): make up · 모두 보기 (to see all): make status',
    { cause },
  );

const unreachable = ({ code, address }: NetworkFailure, cause: unknown): UserError =>
  new UserError(
    'UNREACHABLE',
    `${address ?? '상대 (the other side)'} 이(가) 답하지 않습니다 (does not answer): ${code}`,
    '주소와 네트워크를 확인하세요 (check the address and the network)',
    { cause },
  );
