import type { SQSClient } from '@aws-sdk/client-sqs';
import { SYSTEMS, type System } from '@enterwait/domain/protocol';
import type { OutboxDepth } from '@enterwait/ledger/tables';
import { countOf, type PipelineQueues } from '@enterwait/operations/queues';
import type { Peer } from '../peers.ts';
import { outboxDepthIn, parseMetrics, sumOf } from './prometheus.ts';
import type { Figures } from './series.ts';

export interface SamplingParts {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queues: PipelineQueues;
  readonly peers: Readonly<Record<System, Pick<Peer, 'metrics'>>>;
  /** The operators' waiting commands. */
  readonly ownOutbox: () => Promise<OutboxDepth>;
}

const STATUS_CODES = ['1', '2', '88', '99'];

/**
 * The current figures: queues from SQS, everything else from the systems' own metrics. A part that does not answer is
 * left out.
 */
export async function takeSample({ sqs, queues, peers, ownOutbox }: SamplingParts): Promise<Figures> {
  const depths = async (prefix: string, urls: Readonly<Record<string, string>>) =>
    Promise.all(
      Object.entries(urls).map(async ([name, url]) => [`${prefix}.${name}`, await depthOf(sqs, url)] as const),
    );
  const [waiting, dead, parked, own, ...systems] = await Promise.all([
    depths('queue', queues.queue_urls),
    depths('dead', queues.dead_letter_queue_urls),
    depthOf(sqs, queues.parked_queue_url),
    ownOutbox().catch(() => undefined),
    ...SYSTEMS.map(async (system) => figuresOf(system, await peers[system].metrics())),
  ]);
  const all = [...waiting, ...dead, ['parked', parked] as const, ...waitingOf('management', own), ...systems.flat()];
  return Object.fromEntries(all.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
}

function figuresOf(system: System, text: string | undefined): (readonly [string, number | undefined])[] {
  if (text === undefined) return [];
  const samples = parseMetrics(text);
  return [
    ...waitingOf(system, outboxDepthIn(samples)),
    // Counters appear once they are first incremented.
    [`commands.${system}`, sumOf(samples, 'enterwait_commands_total', ({ result }) => result === 'accepted') ?? 0],
    [`deliveries.${system}`, sumOf(samples, 'enterwait_deliveries_total', ({ result }) => result === 'applied') ?? 0],
    // Both systems have every application; ask the parents'.
    ...(system === 'enterwait'
      ? STATUS_CODES.map(
          (code) =>
            [
              `applications.${code}`,
              sumOf(samples, 'enterwait_applications', ({ status }) => status === code),
            ] as const,
        )
      : []),
  ];
}

const waitingOf = (
  system: System | 'management',
  depth: Partial<OutboxDepth> | undefined,
): (readonly [string, number | undefined])[] => [
  [`outbox.${system}`, depth?.unsent],
  [`outbox_age.${system}`, depth?.unsentAgeSeconds],
  [`unanswered.${system}`, depth?.unanswered],
  [`unanswered_age.${system}`, depth?.unansweredAgeSeconds],
];

async function depthOf(sqs: Pick<SQSClient, 'send'>, url: string): Promise<number | undefined> {
  try {
    const { visible, hidden } = await countOf(sqs, url);
    return visible + hidden;
  } catch {
    return undefined;
  }
}
