import { readSettings } from './settings.ts';

test('without wishes the ports are those of the contract, on loopback', () => {
  const settings = readSettings({});
  expect(settings).toMatchObject({ kind: undefined, host: '127.0.0.1', region: 'ap-northeast-2', asked: {} });
  expect(settings.ports).toMatchObject({ enterwait: 3000, nursery: 4000, management: 9000, aws: 4566 });
});

test('make hands on variables that are not set as empty ones', () => {
  expect(readSettings({ STACK: '', HOST: '', ENTERWAIT_PORT: '' }).asked).toEqual({});
});

test('wishes are read and remembered as such', () => {
  const settings = readSettings({ STACK: 'embedded', NURSERY_PORT: '4001', HOST: '127.0.0.2', MAIL_SENDER: 'a@b.kr' });
  expect(settings).toMatchObject({ kind: 'embedded', host: '127.0.0.2', terraformVars: { mail_sender: 'a@b.kr' } });
  expect(settings.ports.nursery).toBe(4001);
  expect(settings.asked).toEqual({ STACK: 'embedded', NURSERY_PORT: '4001', HOST: '127.0.0.2' });
});

test('the name of the machine in HOST, as some shells have it, is no address', () => {
  expect(readSettings({ HOST: 'my-laptop' }).host).toBe('127.0.0.1');
});

test.each([
  [{ STACK: 'podman' }, 'STACK=podman'],
  [{ AWS_PORT: 'x' }, 'AWS_PORT=x'],
  [{ AWS_PORT: '70000' }, 'AWS_PORT=70000'],
  [{ NURSERY_PORT: '3000' }, 'NURSERY_PORT=3000'],
])('a wrong wish %j is named', (env, message) => {
  expect(() => readSettings(env)).toThrow(message);
});
