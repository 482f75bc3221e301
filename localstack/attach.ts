import { StackError } from '@enterwait/command-line/errors';
import { requireOwn } from './belonging.ts';
import { connect } from './connect.ts';
import { dockerHandles } from './containers.ts';
import { contextOf, type StackContext } from './context.ts';
import { embeddedHandles } from './parts.ts';
import { pathsOf } from './paths.ts';
import { readRecord } from './record.ts';
import type { StartedStack } from './stack.ts';

export const connectAny = (context: StackContext): StartedStack =>
  connect(context, context.record.kind === 'docker' ? dockerHandles(context) : embeddedHandles(context));

/** The stack that runs in a state folder, whoever started it. @throws StackError (`NOT_RUNNING`, `BELONGS_ELSEWHERE` in a copy of it) */
export function attach(stateDir: string): { stack: StartedStack; context: StackContext } {
  requireOwn(stateDir);
  const record = readRecord(pathsOf(stateDir).record);
  if (record?.status !== 'running') {
    throw new StackError('NOT_RUNNING', '실행 중인 스택이 없습니다 (no stack is running)', '먼저 (first): make up');
  }
  const context = contextOf(stateDir, record);
  return { stack: connectAny(context), context };
}
