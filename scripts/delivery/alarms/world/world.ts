import { SERVICES, type Service } from '@enterwait/domain/protocol';
import { MINUTE_S, Recording } from '../recording.ts';
import type { Names } from '../state.ts';
import { type Ages, tellNights, tellReputation, tellService, tellWays } from './figures.ts';
import { isWell, type Parts, type World } from './parts.ts';
import { type Behaviour, letThrough, type ModelQueue } from './queue.ts';

const AFTER_S = 1;

/** Runs a world and records what CloudWatch receives from it. */
export function record({ minutes, commands, parts, nights }: World, names: Names): Recording {
  const recording = new Recording(minutes);
  const queue = (name: string, consumer: string, perSecond?: number): ModelQueue => {
    const full = Object.keys(names.maxReceives).find((one) => one.replace('.fifo', '') === name) ?? name;
    return {
      name: full,
      deadLetterName: full.endsWith('.fifo') ? `${name}-dlq.fifo` : `${name}-dlq`,
      consumer,
      maxReceives: names.maxReceives[full] ?? 50,
      visibilityTimeoutS: 6 * (names.timeouts[consumer] ?? 20),
      ...(perSecond === undefined ? {} : { perSecond }),
    };
  };
  const well: Behaviour = () => 'done';
  const shift = (seconds: readonly number[]) => seconds.map((second) => second + AFTER_S);

  // All commands come from parents: each is judged, goes to the nursery and out by mail, and its outcome comes back.
  const sent = commands.map((second) => whenSent('enterwait', second, parts, minutes * MINUTE_S));
  const arrived = sent.filter((second) => second !== undefined && !parts.lost?.(second)) as number[];
  const judged = letThrough(queue('IntegrateEventQueue', 'SQSToDynamoDB'), arrived, parts.judge ?? well, recording);
  const published = letThroughStream(judged, parts.stream ?? well, recording);
  letThrough(queue('EventToNurseryQueue', 'SQSToNursery'), shift(published), parts.toNursery ?? well, recording);
  const answered = letThrough(
    queue('EventToEnterwaitQueue', 'SQSToEnterwait'),
    shift(published),
    parts.toEnterwait ?? well,
    recording,
  );
  letThrough(
    queue('SendEmailQueue', 'SendEmail', parts.mailsPerSecond),
    shift(published),
    parts.mail ?? well,
    recording,
  );
  const parked = {
    namespace: 'AWS/SQS',
    name: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: 'ParkedQueue' },
  };
  const setAside = published.filter((second) => parts.mail?.(second + AFTER_S) === 'parked');

  const ages = agesOf(commands, sent, answered, minutes);
  for (let minute = 0; minute < minutes; minute += 1) {
    const second = minute * MINUTE_S;
    recording.put(parked, minute, setAside.filter((at) => at < second + MINUTE_S).length);
    for (const service of SERVICES)
      tellService(service, minute, parts, names, recording, service === 'enterwait' ? ages[minute] : undefined);
    tellWays(minute, parts, names, recording, commands);
    tellReputation(minute, recording);
    if (minute % (24 * 60) === 9 * 60) {
      for (const arn of Object.values(names.certificates)) {
        recording.put(
          { namespace: 'AWS/CertificateManager', name: 'DaysToExpiry', dimensions: { CertificateArn: arn } },
          minute,
          200,
        );
      }
    }
  }
  tellNights(nights, parts, recording);
  return recording;
}

/** The relay sends at once, or as soon as it works again; undefined if that is after the end of the simulated time. */
function whenSent(service: Service, second: number, parts: Parts, end: number): number | undefined {
  for (let at = second; at < end; at += 5) {
    if (isWell(service, at, parts) && (parts.relay?.(service, at) ?? true)) return at;
  }
  return undefined;
}

/** A stream redelivers a batch until it is taken, and reports its age each time. */
function letThroughStream(judged: readonly number[], behaves: Behaviour, to: Recording): number[] {
  const reader = { FunctionName: 'DynamoDBToEventBridge' };
  const tell = (name: string, second: number, value: number) =>
    to.put({ namespace: 'AWS/Lambda', name, dimensions: reader }, Math.floor(second / MINUTE_S), value);
  const published: number[] = [];
  let free = 0;
  for (const event of judged) {
    let at = Math.max(event + 1, free);
    let wait = 1;
    for (; at < to.minutes * MINUTE_S; at += wait, wait = Math.min(wait * 2, 60)) {
      const outcome = behaves(at);
      if (outcome === 'off') continue;
      if (outcome === 'throttled') {
        tell('Throttles', at, 1);
        continue;
      }
      tell('IteratorAge', at, (at - event) * 1000);
      tell('Errors', at, outcome === 'done' ? 0 : 1);
      if (outcome === 'done') {
        published.push(at);
        break;
      }
    }
    free = at;
  }
  return published;
}

function agesOf(
  commands: readonly number[],
  sent: readonly (number | undefined)[],
  answered: readonly number[],
  minutes: number,
): Ages[] {
  // Answers come in the order in which the commands were sent, except for those that never come.
  const asked = sent.filter((second): second is number => second !== undefined).sort((a, b) => a - b);
  const until = (times: readonly number[]) => {
    let count = 0;
    return (now: number): number => {
      while ((times[count] ?? Number.POSITIVE_INFINITY) <= now) count += 1;
      return count;
    };
  };
  const [committedAt, askedAt, answeredAt] = [until(commands), until(asked), until(answered)];
  return Array.from({ length: minutes }, (_, minute) => {
    const now = minute * MINUTE_S;
    const [committed, gone, answers] = [committedAt(now), askedAt(now), answeredAt(now)];
    return {
      unsent: committed > gone ? now - (commands[gone] ?? now) : 0,
      unanswered: gone > answers ? now - (asked[answers] ?? now) : 0,
    };
  });
}
