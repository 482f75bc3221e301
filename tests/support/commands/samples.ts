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

/** Where the sample family lives, as forms and the administrator's calls have it. */
export const HOME = {
  postcode: SAMPLE_APPLICATION.parent_postcode,
  address: SAMPLE_APPLICATION.parent_address,
};

/** The sample child as the form for a child has it. */
export const CHILD_FORM = { name: SAMPLE_APPLICATION.child_name, birthday: '2024-03-15', ...HOME };

export const idOf = (application: Application): string => requestIdOf(application);

/** A command of its own application that the queue has not got yet. */
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

/** A mail address that only this test gets mail at. */
export const anAddress = (): string => {
  next += 1;
  return `family-${run}-${next}@email.com`;
};

/** A daycare of this test's own; it is not registered anywhere. */
export const aNursery = (): string => `T${String(randomInt(10 ** 5)).padStart(5, '0')}`;
