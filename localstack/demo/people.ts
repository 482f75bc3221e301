import { SAMPLE_APPLICATION } from '@enterwait/domain/application';
import type { Secrets } from '../state/secrets.ts';

/** The people who can sign in to a local stack, each at their own system, all with the same password. */
export interface Demo {
  readonly password: string;
  readonly parent: { readonly email: string; readonly user_id: string; readonly child_id: string };
  readonly staff: { readonly email: string; readonly nursery_id: string };
  readonly operator: { readonly email: string };
}

export interface DemoKeys {
  readonly parent: string;
  readonly staff: string;
  readonly operator: string;
  readonly program: string;
}

export const demoKeys = (secrets: Secrets): DemoKeys => ({
  parent: secrets.PARENT_KEY,
  staff: secrets.STAFF_KEY,
  operator: secrets.OPERATOR_KEY,
  program: secrets.PROGRAM_KEY,
});

export const demoOf = (secrets: Secrets): Demo => ({
  password: secrets.DEMO_PASSWORD,
  parent: { email: 'parent@example.com', user_id: SAMPLE_APPLICATION.user_id, child_id: SAMPLE_APPLICATION.child_id },
  staff: { email: 'staff@example.com', nursery_id: SAMPLE_APPLICATION.nursery_id },
  operator: { email: 'operator@example.com' },
});
