import { randomInt } from 'node:crypto';
import { type Application, requestIdOf, SAMPLE_APPLICATION } from '@enterwait/domain/application';
import type { OutboxRow } from '@enterwait/ledger/tables';

let next = 0;
const run = String(randomInt(10 ** 8)).padStart(8, '0');

/** A well-formed application of a child that no other test knows. */
export function anApplication(overrides: Partial<Application> = {}): Application {
  next += 1;
  return {
    ...SAMPLE_APPLICATION,
    child_id: `9${run}${String(next).padStart(6, '0')}`,
    user_id: `parent-${run}-${next}`,
    ...overrides,
  };
}

/** Where the sample family lives, in the fields of forms and of the administrator's calls. */
export const HOME = {
  postcode: SAMPLE_APPLICATION.parent_postcode,
  address: SAMPLE_APPLICATION.parent_address,
};

/** The sample child, in the fields of the form for a child. */
export const CHILD_FORM = { name: SAMPLE_APPLICATION.child_name, birthday: '2024-03-15', ...HOME };

export const idOf = (application: Application): string => requestIdOf(application);

/** A command of its own application that is not in the queue yet. */
export const anOutboxRow = (id: number): OutboxRow => ({
  id,
  event_id: `event-${id}`,
  request_id: `request-${id}`,
  type: 'Request',
  body: '{}',
  round: null,
  attempts: 0,
  failures: 0,
});

/** A mail address at which only this test gets mail. */
export const anAddress = (): string => {
  next += 1;
  return `family-${run}-${next}@email.com`;
};

/** A daycare that only this test uses; it is not registered anywhere. */
export const aNursery = (): string => `T${String(randomInt(10 ** 5)).padStart(5, '0')}`;
