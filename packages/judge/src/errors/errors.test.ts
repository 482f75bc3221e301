import { DeliveryError, describeError } from './errors.ts';

test('an error of the pipeline is logged with its detail', () => {
  expect(describeError(new DeliveryError(503, 'status 503'))).toEqual({
    error: 'DeliveryError',
    code: 'delivery-failed',
    detail: 'delivery failed: status 503',
  });
});

test('a foreign error is logged by its name, never by its message, which may quote a person', () => {
  const error = Object.assign(new Error('Email address is not verified: user@email.com'), {
    name: 'MessageRejected',
    $metadata: { httpStatusCode: 400, requestId: 'aws-1' },
  });
  expect(describeError(error)).toEqual({ error: 'MessageRejected', http_status: 400, aws_request_id: 'aws-1' });
  expect(describeError(new Error('outer user@email.com', { cause: new TypeError('user@email.com') }))).toEqual({
    error: 'Error',
    cause: 'TypeError',
  });
});

test('what is no error at all is logged by its type', () => {
  expect(describeError('user@email.com')).toEqual({ error: 'string' });
});
