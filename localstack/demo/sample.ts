import type { Application } from '@enterwait/domain/application';

/** The sample application, in one place; an invented family. */
const SAMPLE = {
  child_name: '김하늘',
  child_birthday: '20240315',
  user_id: 'parent01',
  parent_name: '김민준',
  parent_tel: '010-1234-5678',
  parent_address: '서울특별시 종로구 세종대로 209',
  parent_postcode: '03171',
  parent_email: 'user@email.com',
  nursery_id: 'N00001',
} as const;

let last = 0;

/** A body whose child nobody has asked for yet: 15 digits from the clock, never twice in a process. */
export function sampleBody(now: number = Date.now()): Application {
  last = Math.max(last + 1, now * 10);
  return { child_id: String(last).padStart(15, '0').slice(-15), ...SAMPLE };
}
