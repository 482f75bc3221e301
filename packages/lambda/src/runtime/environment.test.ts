import { ConfigurationError } from '@enterwait/judge/errors';
import { ENVIRONMENTS, type FunctionName, readEnvironment } from './environment.ts';

const COMPLETE: Record<string, string> = {
  PARKED_QUEUE_URL: 'http://127.0.0.1:4566/000000000000/ParkedQueue',
  TABLE_NAME: 'EnterwaitApplications',
  EVENT_BUS_NAME: 'IntegrateEventBus',
  REQUEST_URL: 'https://nursery.example/enterwait/request',
  CANCEL_URL: 'https://nursery.example/enterwait/cancel',
  ACCEPT_URL: 'https://enterwait.example/request/accept',
  REJECT_URL: 'https://enterwait.example/request/reject',
  OUTCOME_URL: 'https://nursery.example/sync/outcome',
  WEBHOOK_SECRET_ID: 'enterwait/webhook-secret',
  MAIL_SENDER: 'no-reply@example.com',
  MAIL_CLAIM_TABLE_NAME: 'EnterwaitMailClaims',
  MAIL_ADDRESS_TABLE_NAME: 'EnterwaitMailAddresses',
  ENTERWAIT_MAIL_ADDRESS_URL: 'https://enterwait.example/sync/mail-address',
  NURSERY_MAIL_ADDRESS_URL: 'https://nursery.example/sync/mail-address',
};
const OPTIONAL = [
  'MAIL_SANDBOX_RECIPIENT',
  'MAIL_CONFIGURATION_SET',
  'SITE_URL',
  'DELIVERY_TIMEOUT_MS',
  'MAX_RECEIVE_COUNT',
  'RETELL_AFTER_SECONDS',
];
/** The wire contract does not have it for this function. Without it, no event is republished. */
const OPTIONAL_OF_ONE = ['SQSToDynamoDB EVENT_BUS_NAME'];
const lambdas = Object.keys(ENVIRONMENTS) as FunctionName[];
const required = lambdas.flatMap((lambda) =>
  Object.keys(ENVIRONMENTS[lambda].shape)
    .filter((variable) => !OPTIONAL.includes(variable) && !OPTIONAL_OF_ONE.includes(`${lambda} ${variable}`))
    .map((variable) => ({ lambda, variable })),
);

test.each(lambdas)('%s starts with the variables of the contract', (lambda) => {
  expect(() => readEnvironment(lambda, COMPLETE)).not.toThrow();
});

test.each(required)('$lambda names $variable when it is missing', ({ lambda, variable }) => {
  const { [variable]: _left, ...rest } = COMPLETE;
  expect(() => readEnvironment(lambda, rest)).toThrow(new ConfigurationError(`${lambda}: ${variable} is missing`));
});

test.each([
  ['SQSToNursery', { REQUEST_URL: 'ftp://secret-host/x' }],
  ['SQSToNursery', { DELIVERY_TIMEOUT_MS: 'secret-host' }],
  ['SendEmail', { MAIL_SENDER: 'a@b.example\r\nBcc: secret-host@c.example' }],
  ['SendEmail', { MAIL_SANDBOX_RECIPIENT: 'secret-host' }],
  ['SendEmail', { SITE_URL: 'javascript://secret-host' }],
] as const)('%s names a malformed variable, never its value: %j', (lambda, wrong) => {
  const variable = Object.keys(wrong)[0];
  expect(() => readEnvironment(lambda, { ...COMPLETE, ...wrong })).toThrow(`${lambda}: ${variable} is malformed`);
  expect(() => readEnvironment(lambda, { ...COMPLETE, ...wrong })).not.toThrow('secret-host');
});

test('every missing variable is named at once', () => {
  expect(() => readEnvironment('SendEmail', {})).toThrow(
    'SendEmail: PARKED_QUEUE_URL is missing, MAIL_SENDER is missing, MAIL_CLAIM_TABLE_NAME is missing, MAIL_ADDRESS_TABLE_NAME is missing',
  );
});

test('an empty sandbox recipient counts as not set', () => {
  const { MAIL_SANDBOX_RECIPIENT: recipient } = readEnvironment('SendEmail', {
    ...COMPLETE,
    MAIL_SANDBOX_RECIPIENT: '',
  });
  expect(recipient).toBeUndefined();
});

test.each([
  ['', undefined],
  ['https://enterwait.example.com/', 'https://enterwait.example.com'],
  ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
])('the site %p is used as %p: paths bring their own slash', (given, used) => {
  expect(readEnvironment('SendEmail', { ...COMPLETE, SITE_URL: given }).SITE_URL).toBe(used);
});

test('a delivery waits 5 s for its answer unless told otherwise', () => {
  expect(readEnvironment('SQSToEnterwait', COMPLETE).DELIVERY_TIMEOUT_MS).toBe(5000);
  expect(readEnvironment('SQSToEnterwait', { ...COMPLETE, DELIVERY_TIMEOUT_MS: '800' }).DELIVERY_TIMEOUT_MS).toBe(800);
});
