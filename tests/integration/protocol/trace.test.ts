import { randomBytes } from 'node:crypto';
import { STATUS } from '@enterwait/domain/protocol';
import { linesOfTrace } from '../../../localstack/logs/trace-log.ts';
import { asProgram, call, post, urlOf } from '../../support/commands/api.ts';
import { anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { everywhere, mailsArrived } from '../../support/scenarios/outcome.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { logsSoFar } from '../../support/stack/logs.ts';

/** Sends one more application, up to its mail: the emulators may hold back the last lines of a function until its next run. */
async function another(): Promise<void> {
  const application = anApplication({ parent_email: anAddress() });
  await post(`${urlOf('enterwait')}/enterwait/request`, application, asProgram());
  await mailsArrived(application.parent_email, 1);
}

test('one trace id leads from the request to the mail, through every part', async () => {
  const begun = Date.now();
  const trace = randomBytes(16).toString('hex');
  const application = anApplication({ parent_email: anAddress() });
  const asked = await post(`${urlOf('enterwait')}/enterwait/request`, application, {
    ...asProgram(),
    traceparent: `00-${trace}-b7ad6b7169203331-01`,
  });
  expect(asked.headers.get('traceparent')).toMatch(`00-${trace}-`);
  await everywhere(application, STATUS.requested, 1);
  await mailsArrived(application.parent_email, 1);

  await eventually(async () => {
    await another();
    const logs = (await logsSoFar(begun)).map(({ name, text }) => ({ part: name, lines: text.split('\n') }));
    const lines = linesOfTrace(logs, trace);
    const of = (part: RegExp) => lines.filter((line) => part.test(line.part)).map(({ text }) => text);
    expect(of(/^enterwait/).some((text) => text.includes('/enterwait/request'))).toBe(true);
    for (const name of ['SQSToDynamoDB', 'DynamoDBToEventBridge', 'SQSToNursery', 'SQSToEnterwait', 'SendEmail']) {
      expect([name, of(new RegExp(`^${name}$`)).some((text) => text.includes(idOf(application)))]).toEqual([
        name,
        true,
      ]);
    }
    // The deliveries: one to the daycares' system, and the outcome to the parents'.
    expect(of(/^nursery/).some((text) => text.includes('/enterwait/request'))).toBe(true);
    expect(of(/^enterwait/).some((text) => text.includes('/sync/outcome'))).toBe(true);
    expect(of(/^SendEmail$/).some((text) => /"mail":"(?!none)/.test(text))).toBe(true);
  });
});

test('a page without a trace begins one, which its answer tells', async () => {
  const page = await call(`${urlOf('enterwait')}/sign-in`, { headers: { accept: 'text/html' } });
  expect(page.headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

test('what every hop does is counted, in the functions for CloudWatch', async () => {
  const begun = Date.now();
  const METRICS = {
    SQSToDynamoDB: 'AppliedCommands',
    DynamoDBToEventBridge: 'PublishedEvents',
    SQSToNursery: 'Deliveries',
    SQSToEnterwait: 'Deliveries',
    SendEmail: 'Mails',
  };
  await eventually(async () => {
    await another();
    const logs = await logsSoFar(begun);
    for (const [name, metric] of Object.entries(METRICS)) {
      const text = logs.find((log) => log.name === name)?.text ?? '';
      expect([name, text.includes('"Namespace":"Enterwait"') && text.includes(`"Name":"${metric}"`)]).toEqual([
        name,
        true,
      ]);
    }
  });
});
