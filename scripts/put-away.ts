import { waitFor } from '@enterwait/command-line/processes';
import { endHalfStarted, endOrphans } from '../localstack/state/stacks.ts';

/** Run by a command that a second Ctrl-C ends at once: ends what it had begun, once it is gone itself. Its argument is that command's pid. */
const pid = Number(process.argv[2]);
await waitFor(() => process.ppid !== pid, { timeoutMs: 10_000, everyMs: 20 });
await endHalfStarted();
await endOrphans();
