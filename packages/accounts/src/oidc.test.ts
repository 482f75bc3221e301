import { oidcSettingsOf } from './oidc.ts';

test('a provider is set by three variables, or by none', () => {
  expect(oidcSettingsOf({})).toBeUndefined();
  expect(oidcSettingsOf({ OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b' })).toEqual({
    issuer: 'https://id.example',
    clientId: 'a',
    clientSecret: 'b',
  });
  expect(() => oidcSettingsOf({ OIDC_ISSUER: 'https://id.example' })).toThrow('belong together');
});
