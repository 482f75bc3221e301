import { judgedEventSchema } from '../protocol/event.ts';
import { applicationSchema } from './application.ts';
import { ERASED, erased, isErased } from './erased.ts';

const ids = { child_id: '202403150000001', nursery_id: 'N00001' };

describe('an erased application', () => {
  test('passes the schema that every reader has, by its ids alone', () => {
    expect(applicationSchema.parse(erased(ids))).toEqual({ ...ERASED, ...ids });
    expect(isErased(erased(ids))).toBe(true);
  });

  test('is a body of an event like any other', () => {
    const event = {
      event_id: '018e3f00-0000-7000-8000-000000000001',
      type: 'Cancel',
      origin: 'management',
      occurred_at: '2024-03-15T00:00:00.000Z',
      judged_at: '2024-03-15T00:00:01.000Z',
      request_id: '202403150000001N00001',
      outcome: 'applied',
      reason: null,
      status: 99,
      version: 2,
      application: erased(ids),
      entry: null,
    };
    expect(judgedEventSchema.parse(event)).toEqual(event);
  });

  test('is not taken for a family that calls itself so', () => {
    expect(isErased({ user_id: 'erased', parent_email: 'user@email.com' })).toBe(false);
    expect(isErased({ user_id: 'parent01', parent_email: ERASED.parent_email })).toBe(false);
  });
});
