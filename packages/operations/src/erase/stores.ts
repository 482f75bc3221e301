import type { PipelineQueues } from '../queues/queues.ts';
import type { Pipeline } from '../reconcile/run.ts';

/** Where the data of a family stands, and who erases it. */
export interface Stores extends Omit<Pipeline, 'queues' | 'readOnly'> {
  readonly queues: PipelineQueues;
  /** As the audit calls it. */
  readonly actor: string;
  /** Forgets the mails to these addresses: how many; undefined: it cannot. Left out where nothing keeps mails. */
  readonly forgetMails?: (addresses: readonly string[]) => Promise<number | undefined>;
}
