import { embeddedHandles } from '../../../localstack/embedded/parts.ts';
import { connect } from '../../../localstack/stack/connect.ts';
import { contextOf } from '../../../localstack/stack/context.ts';
import type { StartedStack } from '../../../localstack/stack/stack.ts';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { readRecord } from '../../../localstack/state/record.ts';
import { containerHandles, readContainers } from './containers.ts';

/** Names the state folder of the stack that the global setup has started; test files use it to find the stack. */
export const STATE_VARIABLE = 'ENTERWAIT_TEST_STATE';

let attached: StartedStack | undefined;

/** The stack of this run, of either kind. */
export function theStack(): StartedStack {
  attached ??= attach();
  return attached;
}

function attach(): StartedStack {
  const stateDir = process.env[STATE_VARIABLE];
  const record = stateDir === undefined ? undefined : readRecord(pathsOf(stateDir).record);
  if (stateDir === undefined || record === undefined) throw new Error('no stack: run these tests by `make test`');
  const context = contextOf(stateDir, record);
  if (record.kind === 'embedded') return connect(context, embeddedHandles(context));
  return connect(context, containerHandles(context, readContainers(stateDir)));
}
