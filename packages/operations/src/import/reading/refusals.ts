/** Why a row is not imported. docs/migration.md says what to do about each reason. */
export const REFUSALS = {
  invalid: '형식에 맞지 않음 (a field is malformed)',
  duplicate: '같은 키가 이미 있음 (its key stood before)',
  'no-user': '보호자가 없음 (its user is missing or refused)',
  'no-child': '아동이 없음 (its child is missing or refused)',
  'no-nursery': '어린이집이 없음 (its daycare is missing or refused)',
  'not-their-child': '다른 보호자의 아동 (the child is another user’s)',
  'accepted-not-enrolled': '승인인데 재원이 아님 (accepted, and not among the enrolled)',
  'not-accepted': '재원인데 승인이 아님 (enrolled without an accepted application)',
  'over-capacity': '정원 초과 (beyond the capacity of the daycare)',
  'child-of-another-here': '여기서는 다른 보호자의 아동 (here the child is another user’s)',
  'differs-here': '여기의 상태가 다름, 그대로 둠 (here it stands otherwise, and stays so)',
} as const;

export type Refusal = keyof typeof REFUSALS;
