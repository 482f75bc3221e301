import { waitFor } from '@enterwait/command-line/processes';
import { endHalfStarted, endOrphans } from '../localstack/state/stacks.ts';

/**
 * Started by a command that a second Ctrl-C kills at once: waits until that command is gone, then stops what it had started. The argument
 * is the command's pid.
 */
const pid = Number(process.argv[2]);
await waitFor(() => process.ppid !== pid, { timeoutMs: 10_000, everyMs: 20 });
await endHalfStarted();
await endOrphans();
