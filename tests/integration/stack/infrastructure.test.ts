import { theStack } from '../../support/stack/stack.ts';

describe('the infrastructure', () => {
  test('a second plan finds nothing to change', async () => {
    const { changes, text } = await theStack().plan();
    expect(changes ? text : 'no changes').toBe('no changes');
  });

  test('bears the names of the wire contract', () => {
    const { outputs } = theStack();
    expect([...outputs.function_names].sort()).toEqual([
      'DynamoDBToEventBridge',
      'MailFeedback',
      'SQSToDynamoDB',
      'SQSToEnterwait',
      'SQSToNursery',
      'SendEmail',
    ]);
    expect(outputs.event_bus_name).toBe('IntegrateEventBus');
    expect(outputs.integrate_queue_url).toMatch(/\/IntegrateEventQueue\.fifo$/);
    for (const name of ['EventToNurseryQueue', 'EventToEnterwaitQueue', 'MailFeedbackQueue']) {
      expect(Object.values(outputs.queue_urls).some((url) => url.endsWith(`/${name}`))).toBe(true);
    }
  });
});
