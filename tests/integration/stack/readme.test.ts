import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { repositoryRoot, STATE_DIR_VARIABLE } from '@enterwait/command-line/files';
import { projectEnvironment } from '@enterwait/command-line/processes';
import { STATUS } from '@enterwait/domain/protocol';
import { eventually } from '../../support/stack/eventually.ts';
import { blockOf, READMES } from '../../support/stack/readme.ts';
import { theStack } from '../../support/stack/stack.ts';

/** Pastes it whole into a shell, as a person would; `make` in it finds the stack of this suite. */
async function paste(...blocks: string[]): Promise<string> {
  const shell = spawn('bash', {
    cwd: repositoryRoot,
    env: projectEnvironment({ [STATE_DIR_VARIABLE]: theStack().stateDir }),
  });
  const all = Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'exit')]);
  shell.stdin.end(blocks.join('\n'));
  const [output, errors, [code]] = await all;
  if (code !== 0) throw new Error(`exit code ${code}\n${output}\n${errors}`);
  return output;
}

/** The answers in order of arrival: only the bodies. */
const answersIn = (output: string): Record<string, unknown>[] =>
  [...output.matchAll(/^\{.*\}$/gm)].map(([line]) => JSON.parse(line) as Record<string, unknown>);

/** The mails about these commands: each names its command. */
const mailsAbout = async (events: readonly unknown[]): Promise<string[]> =>
  (await theStack().mails())
    .filter(({ text: body }) => events.some((event) => body.includes(String(event))))
    .flatMap(({ to }) => to);

// It runs twice: the child has left after the first README, and the second finds it gone from the daycare.
test.each(READMES)('what %s has to paste does what it says', async (readme) => {
  const application = await paste(blockOf(readme, 'application'));
  expect(application.match(/^HTTP\/1\.1 202 /gm)).toHaveLength(2);
  const answers = answersIn(application);
  expect(answers).toMatchObject([
    { type: 'Request', status: STATUS.requested },
    // The daycare has it.
    { nursery_id: 'N00001', status: STATUS.requested, in_flight: [] },
    { type: 'Accept', status: STATUS.accepted },
    // The parents see it.
    { nursery_id: 'N00001', status: STATUS.accepted, in_flight: [] },
  ]);
  expect(application).toMatch(/^메일 \d+통/m);
  const events = answers.map(({ event_id }) => event_id).filter(Boolean);
  expect(events).toHaveLength(2);
  await eventually(async () => expect(await mailsAbout(events)).toEqual(['parent@example.com', 'parent@example.com']));

  // In the same shell, as a reader would do it: the block before sets the keys.
  const prelude = blockOf(readme, 'application').split('\n\n')[0] ?? '';
  const left = answersIn(await paste(prelude, blockOf(readme, 'leave')));
  expect(left).toMatchObject([
    { type: 'Cancel', status: STATUS.cancelled },
    { nursery_id: 'N00001', status: STATUS.cancelled, in_flight: [] },
  ]);
});
