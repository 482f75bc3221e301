import { passwordProblem } from './passwords.ts';

const owner = { name: '김민준', email: 'minjun.kim@example.com' };

test.each([
  'a long enough password',
  '아이와 함께 걷는 길 42',
  'kR7!vq2Lm0zT',
  '김민준이 아닌 다른 사람의 긴 문장',
  `${'x'.repeat(30)}Yq8#tR2!mn`,
])('%s may be chosen', async (password) => {
  expect(await passwordProblem(password, owner)).toBeUndefined();
});

test.each([
  '1234567890',
  'qwertyuiop',
  'password123',
  'Passw0rd!!',
  'iloveyou1234',
  'aaaaaaaaaaaa',
  '01012345678',
  'asdfghjkl123',
  '1q2w3e4r5t',
  'p4ssw0rd'.repeat(16),
])('%s is one of the common ones', async (password) => {
  expect((await passwordProblem(password, owner))?.en).toContain('easy to guess');
});

test.each([
  'minjun.kim@example.com',
  'minjunkim1',
  'MINJUN-2024!',
  '김민준김민준김민준1',
  'enterwait2024',
  'Kim.Minjun.99',
  '입소대기 어린이집 1',
])('%s is made of what everybody knows of its owner', async (password) => {
  expect((await passwordProblem(password, owner))?.en).toContain('made of your name');
});
