import type { PipelineQueues } from '../../queues/queues.ts';
import type { Pipeline } from '../../reconcile/run.ts';

/** Where the family's data is, and who erases it. */
export interface Stores extends Omit<Pipeline, 'queues' | 'readOnly'> {
  readonly queues: PipelineQueues;
  /** Name in the audit. */
  readonly actor: string;
  /** Deletes stored mails to these addresses: how many; undefined: it cannot. Absent if nothing stores mails. */
  readonly forgetMails?: (addresses: readonly string[]) => Promise<number | undefined>;
}
