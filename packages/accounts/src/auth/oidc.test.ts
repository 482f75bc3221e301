import { oidcSettingsOf, subjectOf } from './oidc.ts';

test('a provider is set by three variables, or by none', () => {
  expect(oidcSettingsOf({})).toBeUndefined();
  expect(oidcSettingsOf({ OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b' })).toEqual({
    issuer: 'https://id.example',
    clientId: 'a',
    clientSecret: 'b',
  });
  expect(() => oidcSettingsOf({ OIDC_ISSUER: 'https://id.example' })).toThrow('belong together');
});

describe('an ID token', () => {
  const NOW = 1_700_000_000;
  const claims = { sub: 'a1', aud: 'nursery', iat: NOW };
  const subject = (overrides: Record<string, unknown>): string =>
    subjectOf(`h.${Buffer.from(JSON.stringify({ ...claims, ...overrides })).toString('base64url')}.s`, 'nursery', NOW);

  test.each([
    ['as it should be', {}],
    ['of a clock that is a little ahead', { iat: NOW + 30 }],
    ['that took its time', { iat: NOW - 300 }],
    ['that names this client', { azp: 'nursery' }],
    ['for several, issued to this client', { aud: ['nursery', 'other'], azp: 'nursery' }],
    ['for one in a list', { aud: ['nursery'] }],
  ])('%s is taken', (_what, overrides) => {
    expect(subject(overrides)).toBe('a1');
  });

  test.each([
    ['of the future', { iat: NOW + 3600 }],
    ['of an hour ago', { iat: NOW - 3600 }],
    ['without a time', { iat: undefined }],
    ['with a time that is none', { iat: String(NOW) }],
    ['issued to another client', { azp: 'other' }],
    ['for several, issued to nobody in particular', { aud: ['nursery', 'other'] }],
    ['for several, issued to another', { aud: ['nursery', 'other'], azp: 'other' }],
  ])('%s is refused', (_what, overrides) => {
    expect(() => subject(overrides)).toThrow();
  });

  test('that is missing is refused', () => {
    expect(() => subjectOf(undefined, 'nursery')).toThrow('without an ID token');
  });
});
