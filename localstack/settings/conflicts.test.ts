import { asBefore, conflictingSettings } from './conflicts.ts';
import { readSettings } from './settings.ts';

const running = {
  kind: 'embedded' as const,
  host: '127.0.0.1',
  region: 'ap-northeast-2',
  ports: { aws: 4702, database: 4703, enterwait: 4704, nursery: 4705, management: 4706 },
};

test('a second start without wishes takes the stack as it runs, whatever its ports', () => {
  expect(conflictingSettings(readSettings({}), running)).toEqual([]);
});

test('wishes that are fulfilled do not count, others are named', () => {
  const settings = readSettings({ STACK: 'docker', AWS_PORT: '4702', NURSERY_PORT: '4000' });
  expect(conflictingSettings(settings, running)).toEqual(['STACK=docker', 'NURSERY_PORT=4000']);
});

test('a stack that has died comes back where it was', () => {
  expect(asBefore(readSettings({}), running)).toMatchObject(running);
  expect(asBefore(readSettings({ NURSERY_PORT: '4001' }), running).ports).toEqual({ ...running.ports, nursery: 4001 });
});
