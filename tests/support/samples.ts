import { randomInt } from 'node:crypto';
import { type Application, requestIdOf } from '@enterwait/domain/application';
import type { OutboxRow } from '@enterwait/ledger/tables';

let next = 0;
const run = String(randomInt(10 ** 8)).padStart(8, '0');

/** A well-formed application of a child that no other test knows. */
export function anApplication(overrides: Partial<Application> = {}): Application {
  next += 1;
  return {
    child_id: `9${run}${String(next).padStart(6, '0')}`,
    child_name: '김하늘',
    child_birthday: '20240315',
    user_id: `parent-${run}-${next}`,
    parent_name: '김민준',
    parent_tel: '010-1234-5678',
    parent_address: '서울특별시 종로구 세종대로 209',
    parent_postcode: '03171',
    parent_email: 'user@email.com',
    nursery_id: 'N00001',
    ...overrides,
  };
}

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
