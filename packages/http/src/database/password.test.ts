import { followedPassword } from './password.ts';

/** A file and a server that may disagree about the password, and a record of the passwords tried. */
function aChange() {
  const world = { file: 'first' as string | undefined, server: ['first'], asked: [] as string[], now: 0 };
  const followed = followedPassword(
    'first',
    () => world.file,
    async (password) => {
      world.asked.push(password);
      return world.server.includes(password);
    },
    () => world.now,
  );
  /** Connects like a pool: after a refusal it finds out the password and tries once more. */
  const connect = async (): Promise<boolean> => {
    if (world.server.includes(followed.current())) return true;
    await followed.settle();
    return world.server.includes(followed.current());
  };
  return { world, followed, connect };
}

test('the file is changed first: the one before goes on until the server knows the new one', async () => {
  const { world, followed, connect } = aChange();
  world.file = 'second';
  expect(await connect()).toBe(true);
  expect(followed.current()).toBe('first');
  world.server = ['second'];
  expect(await connect()).toBe(true);
  expect(followed.current()).toBe('second');
});

test('the server goes on taking the one before: the new one is tried again by itself', async () => {
  const { world, followed, connect } = aChange();
  world.file = 'second';
  await connect();
  world.server = ['second', 'first'];
  expect(followed.current()).toBe('first');
  world.now = 15_000;
  expect(followed.current()).toBe('second');
  expect(await connect()).toBe(true);
});

test('two changes before the server knows the first', async () => {
  const { world, followed, connect } = aChange();
  for (const password of ['second', 'third']) {
    world.file = password;
    expect(await connect()).toBe(true);
  }
  expect(followed.current()).toBe('first');
});

test('a change that is taken back', async () => {
  const { world, followed, connect } = aChange();
  world.file = 'second';
  await connect();
  world.file = 'first';
  expect(followed.current()).toBe('first');
  expect(world.asked).toEqual(['second', 'first']);
});

test('a file that is just being put anew leaves everything as it was', async () => {
  const { world, connect } = aChange();
  world.file = undefined;
  expect(await connect()).toBe(true);
});

test('where none is taken, everybody is refused, and the new one is the next to be tried', async () => {
  const { world, followed, connect } = aChange();
  world.file = 'second';
  world.server = ['of-somebody-else'];
  expect(await connect()).toBe(false);
  expect(followed.current()).toBe('second');
});

test('the server changes its mind between two questions: the new one is used', async () => {
  const world = { server: 'first' };
  const followed = followedPassword(
    'first',
    () => 'second',
    async (password) => {
      const taken = password === world.server;
      // The server changes to the new password just before it is tried a second time.
      if (followed.current() === 'first') world.server = 'second';
      return taken;
    },
    () => 0,
  );
  await followed.settle();
  expect(followed.current()).toBe('first');
  await followed.settle();
  expect(followed.current()).toBe('second');
});

test('those who are refused together ask the server once', async () => {
  const { world, followed } = aChange();
  world.file = 'second';
  await Promise.all([followed.settle(), followed.settle(), followed.settle()]);
  expect(world.asked).toEqual(['second', 'first']);
});
