import type { SQSClient } from '@aws-sdk/client-sqs';
import { createMetrics } from '@enterwait/http/server';
import { fakeClient } from '@enterwait/lambda/testing';
import { queuesBeside } from '@enterwait/operations/queues';
import { parseMetrics, sumOf } from './prometheus.ts';
import { createSampler, type Leadership } from './sampler.ts';
import type { Sample, Samples } from './samples.ts';
import { takeSample } from './sampling.ts';
import { PLOTS } from './series.ts';
import { figuresBetween, figuresOf } from './view.ts';

const queues = queuesBeside('http://aws/1/IntegrateEventQueue.fifo');
const sqsWith = (counts: Record<string, number>) =>
  fakeClient<SQSClient>(({ input }) => {
    const name = input.QueueUrl.split('/').at(-1);
    if (counts[name] === -1) throw new Error('away');
    return { Attributes: { ApproximateNumberOfMessages: String(counts[name] ?? 0) } };
  }).client;

describe('metrics', () => {
  test('are read as our own services write them', async () => {
    const metrics = createMetrics('nursery');
    metrics.commands.inc({ type: 'Accept', result: 'accepted' }, 3);
    metrics.commands.inc({ type: 'Reject', result: 'accepted' }, 2);
    metrics.commands.inc({ type: 'Reject', result: 'already-rejected' });
    metrics.outboxDepth.set(7);
    const samples = parseMetrics(await metrics.registry.metrics());
    expect(sumOf(samples, 'enterwait_commands_total', ({ result }) => result === 'accepted')).toBe(5);
    expect(sumOf(samples, 'enterwait_outbox_depth')).toBe(7);
    expect(sumOf(samples, 'no_such_metric')).toBeUndefined();
  });

  test('with quotes, commas and nonsense in between do no harm', () => {
    const samples = parseMetrics('# HELP x\nx{a="1,b=\\"2\\"",c="d"} 4\nnot a line\ny NaN\nz 1e3\n');
    expect(samples).toEqual([
      { name: 'x', labels: { a: '1,b=\\"2\\"', c: 'd' }, value: 4 },
      { name: 'z', labels: {}, value: 1000 },
    ]);
  });
});

const ownOutbox = async () => ({ unsent: 0, unsentAgeSeconds: 0, unanswered: 1, unansweredAgeSeconds: 5 });

describe('a sample', () => {
  const metricsOf = async (status: string, count: number): Promise<string> => {
    const metrics = createMetrics('enterwait');
    metrics.applications.set({ status }, count);
    return metrics.registry.metrics();
  };

  test('has exactly the series that are plotted', async () => {
    const text = await metricsOf('1', 5);
    const peers = { enterwait: { metrics: async () => text }, nursery: { metrics: async () => text } };
    const figures = await takeSample({
      sqs: sqsWith({ 'EventToNurseryQueue-dlq': 2, ParkedQueue: 1 }),
      queues,
      peers,
      ownOutbox,
    });
    expect(Object.keys(figures).sort()).toEqual(PLOTS.flatMap(({ series }) => series.map(({ name }) => name)).sort());
    expect(figures).toMatchObject({
      'dead.EventToNurseryQueue': 2,
      parked: 1,
      'applications.1': 5,
      'commands.nursery': 0,
      'unanswered_age.management': 5,
    });
  });

  test('leaves out what does not answer', async () => {
    const text = await metricsOf('1', 5);
    const peers = { enterwait: { metrics: async () => text }, nursery: { metrics: async () => undefined } };
    const figures = await takeSample({ sqs: sqsWith({ SendEmailQueue: -1 }), queues, peers, ownOutbox });
    expect(figures).not.toHaveProperty(['queue.SendEmailQueue']);
    expect(figures).not.toHaveProperty(['outbox.nursery']);
    expect(figures).toHaveProperty(['outbox.enterwait']);
  });
});

const memorySamples = (kept: Sample[] = []): Samples & { kept: Sample[] } => ({
  kept,
  async insert(sample) {
    if (!kept.some(({ at }) => at === sample.at)) kept.push(sample);
  },
  between: async (from, to, step) => kept.filter(({ at }) => at >= from && at <= to && at % step === 0),
  thin: async () => undefined,
});

describe('figures over time', () => {
  const NOW = new Date(3600 * 1000);
  const seriesOf = (view: Awaited<ReturnType<typeof figuresOf>>, name: string) =>
    view.plots.flatMap(({ series }) => series).find((series) => series.name === name)!;

  test('a level is shown as it was, and the line breaks where nothing is known', async () => {
    const samples = memorySamples([
      { at: 3000, figures: { parked: 1 } },
      { at: 3015, figures: {} },
      { at: 3030, figures: { parked: 4 } },
      { at: 3300, figures: { parked: 2 } },
    ]);
    const parked = seriesOf(await figuresOf(samples, '1h', NOW), 'parked');
    expect(parked.points).toEqual([
      [3000, 1],
      [3015, null],
      [3030, 4],
      [3045, null],
      [3300, 2],
    ]);
    expect(parked).toMatchObject({ latest: 2, highest: 4 });
  });

  test('a counter is shown as its growth a minute, also when its process began anew', async () => {
    const name = 'commands.enterwait';
    const samples = memorySamples(
      [0, 15, 30, 45].map((at, index) => ({ at: 3000 + at, figures: { [name]: [100, 105, 2, 2][index]! } })),
    );
    expect(seriesOf(await figuresOf(samples, '1h', NOW), name).points).toEqual([
      [3015, 20],
      [3030, 8],
      [3045, 0],
    ]);
  });

  test('however long the span, the points stay few', async () => {
    for (const days of [0.04, 1, 7, 30, 400]) {
      const view = await figuresBetween(memorySamples(), 0, days * 86_400);
      expect((view.to - view.from) / view.step).toBeLessThanOrEqual(400);
    }
  });

  test('without samples there are plots without points', async () => {
    expect(seriesOf(await figuresOf(memorySamples(), '7d', NOW), 'parked')).toMatchObject({
      points: [],
      latest: null,
      highest: null,
    });
  });
});

describe('the sampler', () => {
  const leaderWhile = (leads: boolean): Leadership => ({ lead: async () => leads, close: async () => undefined });
  const logger = { warn: () => undefined };

  test('takes a sample at once, at a multiple of its interval', async () => {
    const samples = memorySamples();
    const clock = () => new Date(1_000_007_000);
    const sampler = createSampler({
      take: async () => ({ parked: 1 }),
      samples,
      leadership: leaderWhile(true),
      logger,
      clock,
    });
    sampler.start();
    await sampler.stop();
    expect(samples.kept).toEqual([{ at: 1_000_005, figures: { parked: 1 } }]);
  });

  test('takes none where another replica leads, and goes on after a failure', async () => {
    const samples = memorySamples();
    const follower = createSampler({ take: async () => ({}), samples, leadership: leaderWhile(false), logger });
    follower.start();
    await follower.stop();
    const failing = createSampler({
      take: () => Promise.reject(new Error('away')),
      samples,
      leadership: leaderWhile(true),
      logger,
    });
    failing.start();
    await failing.stop();
    expect(samples.kept).toEqual([]);
  });
});
