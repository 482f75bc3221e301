/**
 * The sample application of an invented family. It is the example of every field in the API description, the demo's family, and the
 * starting point of many tests. It satisfies `applicationSchema`, whose file imports it.
 */
export const SAMPLE_APPLICATION = {
  child_id: '202403150000001',
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
