import { aggregate, Recording } from '../recording.ts';
import { counted, letThrough, type ModelQueue } from './queue.ts';

const QUEUE: ModelQueue = {
  name: 'Queue',
  deadLetterName: 'Queue-dlq',
  consumer: 'Consumer',
  maxReceives: 8,
  visibilityTimeoutS: 120,
};
const read = (recording: Recording, name: string, queue = 'Queue') =>
  Array.from({ length: recording.minutes }, (_, minute) =>
    aggregate(
      recording.samples({ namespace: 'AWS/SQS', name, dimensions: { QueueName: queue } }, minute, minute + 1),
      'Maximum',
    ),
  );

test('what is done at once is seen by hardly anybody', () => {
  const recording = new Recording(3);
  expect(letThrough(QUEUE, [5, 70], () => 'done', recording)).toEqual([6, 71]);
  expect(read(recording, 'ApproximateNumberOfMessagesVisible')).toEqual([0, 0, 0]);
  expect(read(recording, 'NumberOfMessagesDeleted')).toEqual([1, 1, 0]);
});

test('a message that fails is hidden, and after its third receive it is too old for the age of the oldest to be told', () => {
  const recording = new Recording(20);
  letThrough(QUEUE, [0], () => 'failed', recording);
  // Received after 0, 10, 30, 70, 150, 310 and 630 s: the third time within the first minute.
  expect(read(recording, 'ApproximateNumberOfMessagesNotVisible').slice(0, 10)).toEqual(new Array(10).fill(1));
  expect(Math.max(...(read(recording, 'ApproximateAgeOfOldestMessage') as number[]))).toBe(0);
  const failed = Array.from({ length: 12 }, (_, minute) =>
    aggregate(recording.samples(counted('FailedRecords', 'Consumer'), minute, minute + 1), 'Sum'),
  );
  expect(failed).toEqual([3, 1, 1, undefined, undefined, 1, undefined, undefined, undefined, undefined, 1, undefined]);
});

test('after its last receive it is a dead letter', () => {
  const recording = new Recording(60);
  letThrough({ ...QUEUE, maxReceives: 4 }, [0], () => 'failed', recording);
  expect(read(recording, 'ApproximateNumberOfMessagesVisible', 'Queue-dlq').slice(0, 4)).toEqual([0, 0, 1, 1]);
});

test('where nobody receives, messages wait, and their age is told', () => {
  const recording = new Recording(10);
  letThrough(QUEUE, [0], () => 'off', recording);
  expect(read(recording, 'ApproximateNumberOfMessagesVisible')).toEqual(new Array(10).fill(1));
  expect(read(recording, 'ApproximateAgeOfOldestMessage')[9]).toBe(599);
});

test('one that does not keep up lets messages wait that are not tried', () => {
  const recording = new Recording(10);
  letThrough({ ...QUEUE, perSecond: 1 }, new Array(300).fill(0), () => 'done', recording);
  expect(read(recording, 'ApproximateAgeOfOldestMessage').slice(0, 6)).toEqual([59, 119, 179, 239, 299, 0]);
});
