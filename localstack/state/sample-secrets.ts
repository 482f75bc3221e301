import type { Secrets } from './secrets.ts';

/** Secrets for unit tests, used by no stack. */
export const SAMPLE_SECRETS: Secrets = {
  ADMIN_TOKEN: 'admin',
  WEBHOOK_SECRET: 'webhook',
  DATABASE_ROOT_PASSWORD: 'root',
  ENTERWAIT_DATABASE_PASSWORD: 'one',
  NURSERY_DATABASE_PASSWORD: 'two',
  MANAGEMENT_DATABASE_PASSWORD: 'three',
  ENTERWAIT_AUTH_SECRET: 'auth-one',
  NURSERY_AUTH_SECRET: 'auth-two',
  MANAGEMENT_AUTH_SECRET: 'auth-three',
  PARENT_KEY: 'ew_parent',
  STAFF_KEY: 'ew_staff',
  OPERATOR_KEY: 'ew_operator',
  PROGRAM_KEY: 'ew_program',
  PEER_KEY: 'ew_peer',
  DEMO_PASSWORD: 'demo',
};
