import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeBinary, repositoryRoot, STATE_DIR_VARIABLE } from '@enterwait/command-line/files';
import { projectEnvironment, waitFor } from '@enterwait/command-line/processes';
import { MOVES, STATUS } from '@enterwait/domain/protocol';
import type { ImportResult } from '@enterwait/operations/import';
import { oldData } from '../../../localstack/seed/old-data/families.ts';
import { writeOldData } from '../../../localstack/seed/old-data/write.ts';
import { operators, parents, postForm, signIn, urlOf } from '../../support/commands/api.ts';
import { anApplication, idOf } from '../../support/commands/samples.ts';
import { everywhere, mailsArrived } from '../../support/scenarios/outcome.ts';
import { deadLetterCounts, eventsOf, itemCount, queueDepth, stateOf } from '../../support/stack/aws.ts';
import { confirmedIn, databaseOf, rowCounts, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { createScratchDatabase } from '../../support/stack/scratch-database.ts';
import { STATE_VARIABLE, theStack } from '../../support/stack/stack.ts';

const APPLICATIONS = 600;
const folder = mkdtempSync(join(tmpdir(), 'enterwait-import-'));
const dump = join(folder, 'old.sql');
const csv = join(folder, 'csv');
/** A family without mistakes in the old system that has already applied in the new one. */
const asked = anApplication({ child_id: '202003150000042', nursery_id: 'N10004' });
beforeAll(async () => {
  await parents.request(asked);
  await everywhere(asked, STATUS.requested, 1);
  await writeOldData({ applications: APPLICATIONS }, dump);
  await writeOldData({ applications: APPLICATIONS }, csv);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Result = Omit<ImportResult, 'refusals'> & { readonly refusals: Record<string, number> };

function startImport(
  from: string,
  dry = '',
): { child: ChildProcess; ended: Promise<{ code: number | null; output: string }> } {
  const state = process.env[STATE_VARIABLE] ?? '';
  const child = spawn(
    nodeBinary,
    [join(repositoryRoot, 'tests/support/faults/import-child.ts'), state, from, join(folder, 'import'), dry],
    { stdio: ['ignore', 'pipe', 'pipe'], env: projectEnvironment() },
  );
  let output = '';
  child.stdout?.on('data', (data) => {
    output += String(data);
  });
  child.stderr?.on('data', (data) => {
    output += String(data);
  });
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, output })) };
}

async function imported(from: string, dry = ''): Promise<Result> {
  const { code, output } = await startImport(from, dry).ended;
  if (code !== 0) throw new Error(`import ended with ${code}:\n${output}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Result;
}

const everything = async (): Promise<unknown> => [
  await rowCounts('enterwait'),
  await rowCounts('nursery'),
  await itemCount(),
  await rowsOf('enterwait', 'SELECT COUNT(*) AS people, MAX(updated_at) AS latest FROM person'),
  await rowsOf('enterwait', 'SELECT COUNT(*) AS children, MAX(updated_at) AS latest FROM child'),
  await rowsOf('enterwait', 'SELECT COUNT(*) AS parents, MAX(updated_at) AS latest FROM parent'),
  await rowsOf('enterwait', 'SELECT SUM(version) AS versions, MAX(updated_at) AS latest FROM request'),
  await rowsOf('nursery', 'SELECT SUM(version) AS versions, MAX(updated_at) AS latest FROM request'),
];
const requestsHere = async (): Promise<number> => {
  const [row] = await rowsOf<{ n: number }>('nursery', "SELECT COUNT(*) AS n FROM request WHERE user_id LIKE 'old-%'");
  return Number(row?.n);
};
const mailsToOld = async (): Promise<number> =>
  (await theStack().mails()).filter(({ to }) => to.some((address) => address.startsWith('old-'))).length;
const mailQueueDepth = () => queueDepth(theStack().outputs.queue_urls.SendEmailQueue ?? '');

/** Every row of the old database by table, and the rows that are refused: every kind of mistake, in three rounds of families. */
const rowsInOld = (): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const piece of oldData({ applications: APPLICATIONS }))
    for (const { table } of piece) counts[table] = (counts[table] ?? 0) + 1;
  return counts;
};
const REFUSED = {
  'accepted-not-enrolled': 4,
  'differs-here': 1,
  duplicate: 4,
  invalid: 13,
  'no-child': 2,
  'no-nursery': 4,
  'no-user': 12,
  'not-accepted': 2,
  'not-their-child': 2,
  'over-capacity': 4,
};

function expectWhole(result: Result): void {
  const old = rowsInOld();
  for (const [table, counts] of Object.entries(result.tables)) {
    expect([table, counts.in]).toEqual([table, old[table]]);
    expect([table, counts.new + counts.same + counts.refused]).toEqual([table, counts.in]);
    if (!result.dryRun) expect([table, counts.found]).toEqual([table, counts.new + counts.same]);
  }
}

test('a dry run tells everything and changes nothing', async () => {
  const before = await everything();
  const result = await imported(dump, 'dry');
  expect(await everything()).toEqual(before);
  expectWhole(result);
  expect(result.refusals).toEqual(REFUSED);
  expect(result.differences).toBeUndefined();
  expect(readFileSync(result.report, 'utf8').split('\n')).toHaveLength(
    Object.values(REFUSED).reduce((a, b) => a + b) + 2,
  );
  expect(existsSync(join(folder, 'import', 'staging.sqlite'))).toBe(false);
  // Families who would get no account are reported before anything is done.
  expect([result.withoutAccount, reportedWithout(result)]).toEqual([2, 2]);
});

const reportedWithout = ({ accountReport }: Result): number =>
  readFileSync(accountReport, 'utf8')
    .split('\n')
    .filter((line) => /^user,\d+,"old-\w+",address-taken$/.test(line)).length;

test('an address that somebody signed up with is reported, and their account gets no family', async () => {
  // A family without mistakes in the old system.
  const email = 'old-20@example.com';
  const user = [...oldData({ applications: APPLICATIONS })]
    .flat()
    .map(({ row }) => row)
    .find(({ parent_email }) => parent_email === email);
  const before = await imported(dump, 'dry');
  // This bypasses the page, whose mail would be one to a family of the old system.
  await databaseOf('enterwait').execute(
    'INSERT INTO person (id, name, email, role, user_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [randomUUID(), '남의주소', email, 'parent', `p${randomUUID()}`, new Date(), new Date()],
  );
  const result = await imported(dump, 'dry');
  expect([result.withoutAccount, reportedWithout(result)]).toEqual([
    before.withoutAccount + 1,
    before.withoutAccount + 1,
  ]);
  expect(readFileSync(result.accountReport, 'utf8')).toContain(`"${user?.user_id}"`);
  expect(readFileSync(result.accountReport, 'utf8')).not.toContain(email);
  await databaseOf('enterwait').execute('DELETE FROM person WHERE email = ?', [email]);
});

test('killed and interrupted in the middle it goes on, loses nothing, and nobody gets a mail', async () => {
  // Requests of earlier tests may still cause mails.
  await eventually(async () => expect(await mailQueueDepth()).toBe(0), 120_000);
  const mails = (await theStack().mails()).length;
  const dead = await deadLetterCounts();

  // Killed twice without a warning, and stopped once by Ctrl-C.
  let before = 0;
  for (const signal of ['SIGKILL', 'SIGKILL', 'SIGINT'] as const) {
    const run = startImport(dump);
    // Not `eventually`, which rests as long as its looks take: the import must not end meanwhile.
    await waitFor(async () => (await requestsHere()) > before + 60, { timeoutMs: 60_000, everyMs: 5, what: 'rows' });
    run.child.kill(signal);
    const { code, output } = await run.ended;
    expect(code).toBe(signal === 'SIGINT' ? 130 : null);
    expect(output).not.toMatch(/@example\.com|old-\d/);
    before = await requestsHere();
    expect(before).toBeLessThan(APPLICATIONS * 0.9);
  }

  const result = await imported(dump);
  expect(result.resumed).toBe(true);
  expectWhole(result);
  expect(result.refusals).toEqual(REFUSED);
  expect(result.differences).toBe(0);
  expect([result.withoutAccount, reportedWithout(result)]).toEqual([2, 2]);
  expect(await requestsHere()).toBe(result.tables.request.new + result.tables.request.same);

  // No deliveries and no mails, now and once everything that could be in flight has come through.
  expect(await mailQueueDepth()).toBe(0);
  expect((await theStack().mails()).length).toBe(mails);
  expect(await mailsToOld()).toBe(0);
  expect(await deadLetterCounts()).toEqual(dead);
});

test('run again, from another form of the same data, it changes nothing', async () => {
  const before = await everything();
  const result = await imported(csv);
  expect(await everything()).toEqual(before);
  expectWhole(result);
  for (const counts of Object.values(result.tables)) expect(counts.new).toBe(0);
  expect(result.differences).toBe(0);
});

test('what somebody asked here before is reported, and stays as it is', async () => {
  await everywhere(asked, STATUS.requested, 1);
  expect(await stateOf(idOf(asked))).toMatchObject({ application: asked });
  const [row] = await rowsOf('nursery', 'SELECT parent_name, user_id FROM request WHERE request_id = ?', [idOf(asked)]);
  expect(row).toEqual({ parent_name: asked.parent_name, user_id: asked.user_id });
});

test('what was imported lives on: the line, the history, a command with its mail; and an import leaves that alone', async () => {
  const [waiting] = await rowsOf<{ request_id: string; parent_email: string }>(
    'nursery',
    "SELECT request_id, parent_email FROM request WHERE user_id LIKE 'old-%' AND status = 1 ORDER BY request_id LIMIT 1",
  );
  const id = waiting?.request_id ?? '';
  const state = await stateOf(id);
  expect(state).toMatchObject({ status: STATUS.requested, version: 1 });
  expect(await eventsOf(id)).toEqual([]);

  const look = await operators.look(state?.application as never);
  expect([look.status, JSON.stringify(look.json).includes(String(state?.event_id))]).toEqual([200, true]);

  await operators.cancel(state?.application as never);
  await eventually(async () => {
    expect(await confirmedIn('enterwait', id)).toEqual({ status: MOVES.Cancel.to, version: 2 });
    expect(await confirmedIn('nursery', id)).toEqual({ status: MOVES.Cancel.to, version: 2 });
    expect(await mailsToOld()).toBe(1);
  });

  const result = await imported(csv);
  expectWhole(result);
  expect(result.differences).toBe(0);
  expect(await confirmedIn('nursery', id)).toEqual({ status: MOVES.Cancel.to, version: 2 });
});

test('an old user sets a password by mail and signs in; nobody has one before', async () => {
  const [person] = await rowsOf<{ email: string; credentials: number }>(
    'enterwait',
    `SELECT email, (SELECT COUNT(*) FROM person_credential c WHERE c.person_id = p.id) AS credentials
     FROM person p WHERE user_id = 'old-40'`,
  );
  const email = 'old-40@example.com';
  expect(person).toMatchObject({ email });
  expect(Number(person?.credentials)).toBe(0);
  await postForm(`${urlOf('enterwait')}/forgot`, { email });
  const [mail] = await mailsArrived(email, 1);
  const token = /\/reset\?token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
  const password = 'a password of the new system';
  expect((await postForm(`${urlOf('enterwait')}/reset`, { token, password })).status).toBe(303);
  expect(await signIn('enterwait', email, password)).toHaveProperty('cookie');
});

/** The command lines of all processes of this machine, which anybody may read. */
const commandLines = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    });

test('while the old database is read, its password stands in no command line, no output and no log', async () => {
  const old = await createScratchDatabase('old_system');
  const statements = readFileSync(dump, 'utf8').split(/;\n/);
  for (const sql of statements) if (sql.trim() !== '') await old.pool.query(sql);
  const state = process.env[STATE_VARIABLE] ?? '';
  const file = join(folder, 'old-database');
  writeFileSync(file, old.url, { mode: 0o600 });
  const { password } = new URL(old.url);
  const wishes = [
    { from: `@${file}`, env: {} },
    { from: 'env:OLD_DATABASE', env: { OLD_DATABASE: old.url } },
  ];
  for (const { from, env } of wishes) {
    const child = spawn('make', ['-s', 'import', `FROM=${from}`, 'DRY_RUN=1'], {
      cwd: repositoryRoot,
      env: projectEnvironment({ [STATE_DIR_VARIABLE]: state, ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        output += String(data);
      });
    const seen = new Set<string>();
    const looking = setInterval(() => {
      for (const line of commandLines()) seen.add(line);
    }, 20);
    const [code] = await once(child, 'close');
    clearInterval(looking);
    expect([code, output]).toEqual([0, expect.stringContaining('request')]);
    expect([...seen].filter((line) => line.includes('scripts/import.ts'))).not.toEqual([]);
    expect([...seen].filter((line) => line.includes(password))).toEqual([]);
    expect(output).not.toContain(password);
  }
  const logs = join(state, 'logs');
  const texts = readdirSync(logs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  expect(texts.filter((text) => text.includes(password))).toEqual([]);
  await old.drop();
});
