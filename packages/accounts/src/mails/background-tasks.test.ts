import { createBackgroundTasks } from './background-tasks.ts';

const lines: unknown[] = [];
const backgroundTasks = createBackgroundTasks({ warn: (...line: unknown[]) => void lines.push(line) } as never);
beforeEach(() => {
  lines.length = 0;
});

test('the end waits for what is under way, and for what that begins', async () => {
  const done: string[] = [];
  backgroundTasks.start('outer', async () => {
    await new Promise(setImmediate);
    backgroundTasks.start('inner', async () => {
      await new Promise(setImmediate);
      done.push('inner');
    });
    done.push('outer');
  });
  await backgroundTasks.settled();
  expect(done).toEqual(['outer', 'inner']);
});

test('what fails is logged, without what its error quotes', async () => {
  backgroundTasks.start('reset', async () => {
    throw Object.assign(new TypeError('no mail to user@example.com'), { code: 'ECONNREFUSED' });
  });
  backgroundTasks.start('reset', () => {
    throw new Error('at once');
  });
  await backgroundTasks.settled();
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).toContain('ECONNREFUSED');
  expect(JSON.stringify(lines)).not.toContain('example.com');
});
