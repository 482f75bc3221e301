import { UserError } from '@enterwait/command-line/errors';
import { dockerHandles } from '../docker/containers.ts';
import { embeddedHandles } from '../embedded/parts.ts';
import { requireOwn } from '../state/belonging.ts';
import { pathsOf } from '../state/paths.ts';
import { readRecord } from '../state/record.ts';
import { connect } from './connect.ts';
import { contextOf, type StackContext } from './context.ts';
import type { StartedStack } from './stack.ts';

export const connectAny = (context: StackContext): StartedStack =>
  connect(context, context.record.kind === 'docker' ? dockerHandles(context) : embeddedHandles(context));

/**
 * The stack running in a state folder, whoever started it. @throws UserError (`NOT_RUNNING`, or `BELONGS_ELSEWHERE` in a copy of the
 * folder)
 */
export function attach(stateDir: string): { stack: StartedStack; context: StackContext } {
  requireOwn(stateDir);
  const record = readRecord(pathsOf(stateDir).record);
  if (record?.status !== 'running') {
    throw new UserError('NOT_RUNNING', '실행 중인 스택이 없습니다 (no stack is running)', '먼저 (first): make up');
  }
  const context = contextOf(stateDir, record);
  return { stack: connectAny(context), context };
}
