import type { Nursery } from '../tables/nursery.ts';

/** The initial daycares; `GET /admin/init` adds missing ones and leaves the others alone. */
export const SAMPLE_NURSERIES: readonly Nursery[] = [
  { nursery_id: 'N00001', name: '햇살어린이집', address: '서울특별시 종로구 사직로 161', capacity: 300 },
  { nursery_id: 'N00002', name: '푸른숲어린이집', address: '서울특별시 마포구 월드컵로 240', capacity: 120 },
  { nursery_id: 'N00003', name: '새싹어린이집', address: '부산광역시 해운대구 우동1로 20', capacity: 80 },
  { nursery_id: 'N00004', name: '별빛어린이집', address: '대구광역시 수성구 동대구로 364', capacity: 60 },
  { nursery_id: 'N00005', name: '도담어린이집', address: '세종특별자치시 도움6로 11', capacity: 40 },
];
