import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeProject, originalOf, requireOwn, stackId, takeOver, takeOverToStop } from './belonging.ts';

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'belonging-')));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** A state folder as a running stack leaves it, of this release by default. */
function stateOf(checkout: string, kind = 'embedded', owned = true): string {
  const state = join(dir, checkout, '.enterwait');
  mkdirSync(join(state, 'pids'), { recursive: true });
  mkdirSync(join(state, 'bundles'));
  mkdirSync(join(state, 'database', 'data'), { recursive: true });
  writeFileSync(join(state, 'stack.json'), JSON.stringify({ kind }));
  writeFileSync(join(state, 'pids', 'database.json'), '{}');
  writeFileSync(join(state, 'bundles', '.sources'), `${join(dir, checkout)}/packages/domain/src/index.ts 12 34\n`);
  if (owned) takeOver(state);
  return state;
}
const copy = (from: string, to: string): string => {
  execFileSync('cp', ['-a', join(dir, from), join(dir, to)]);
  return join(dir, to, '.enterwait');
};
const move = (from: string, to: string): string => {
  renameSync(join(dir, from), join(dir, to));
  return join(dir, to, '.enterwait');
};

test('a stack belongs to the folder in which it was started', () => {
  const state = stateOf('one');
  expect(originalOf(state)).toBeUndefined();
  expect(takeOver(state)).toBeUndefined();
  expect(existsSync(join(state, 'pids', 'database.json'))).toBe(true);
});

test.each([true, false])('a copy knows whose stack it has a record of (this release: %s)', (owned) => {
  const state = stateOf('one', 'embedded', owned);
  const copied = copy('one', 'two');
  expect(originalOf(copied)).toBe(state);
  expect(() => requireOwn(copied)).toThrow(join(dir, 'one'));
});

test('a copy that is taken over names no process of the original, and keeps the data', () => {
  stateOf('one');
  const copied = copy('one', 'two');
  expect(takeOver(copied)).toBe(join(dir, 'one', '.enterwait'));
  expect(existsSync(join(copied, 'pids'))).toBe(false);
  expect(existsSync(join(copied, 'stack.json'))).toBe(false);
  expect(existsSync(join(copied, 'database', 'data'))).toBe(true);
  expect(takeOver(copied)).toBeUndefined();
});

test('a copy is no other stack’s, also when the original has been cleaned since', () => {
  const state = stateOf('one');
  const copied = copy('one', 'two');
  rmSync(state, { recursive: true });
  takeOver(copied);
  expect(composeProject({ stateDir: copied })).not.toBe(composeProject({ stateDir: state }));
  expect(stackId({ stateDir: copied })).not.toBe(stackId({ stateDir: state }));
});

test.each([true, false])('a folder that was moved is the same, with its containers (this release: %s)', (owned) => {
  const state = stateOf('one', 'docker', owned);
  const project = composeProject({ stateDir: state });
  const moved = move('one', 'two');
  expect(takeOver(moved)).toBeUndefined();
  expect(composeProject({ stateDir: moved })).toBe(project);
  expect(existsSync(join(moved, 'stack.json'))).toBe(true);
  // Somebody may make a new clone where it was.
  stateOf('one');
  expect(originalOf(moved)).toBeUndefined();
});

test('the same folder by another name is no copy, also without the file of this release', () => {
  const state = stateOf('one', 'embedded', false);
  symlinkSync(join(dir, 'one'), join(dir, 'other'));
  writeFileSync(join(state, 'bundles', '.sources'), `${join(dir, 'other')}/packages/domain/src/index.ts 12 34\n`);
  expect(originalOf(state)).toBeUndefined();
});

test('containers of an earlier release, which shared one project, are found, also after its record is gone', () => {
  const state = stateOf('one', 'docker', false);
  expect(composeProject({ stateDir: state })).toBe('enterwait');
  takeOver(state);
  rmSync(join(state, 'stack.json'));
  expect(composeProject({ stateDir: state })).toBe('enterwait');
});

test('what is our own is stopped where nothing can be written', () => {
  const state = join(dir, 'file');
  writeFileSync(state, '');
  expect(() => takeOver(state)).toThrow();
  expect(takeOverToStop(state)).toBeUndefined();
});
