import type { Random } from './random.ts';

/** Family names with the number of bearers in a thousand (the most frequent ones in the census of 2015). */
export const SURNAMES: readonly (readonly [string, number])[] = [
  ['김', 215],
  ['이', 147],
  ['박', 84],
  ['최', 47],
  ['정', 43],
  ['강', 24],
  ['조', 21],
  ['윤', 21],
  ['장', 20],
  ['임', 17],
  ['한', 15],
  ['오', 15],
  ['서', 15],
  ['신', 15],
  ['권', 14],
  ['황', 14],
  ['안', 14],
  ['송', 14],
  ['류', 13],
  ['전', 11],
  ['홍', 11],
  ['고', 9],
  ['문', 9],
  ['양', 9],
  ['손', 9],
  ['배', 8],
  ['백', 8],
  ['허', 7],
  ['남', 5],
  ['심', 5],
  ['노', 5],
  ['하', 5],
  ['곽', 4],
  ['성', 4],
  ['차', 4],
  ['주', 4],
  ['우', 4],
  ['구', 4],
  ['민', 3],
  ['나', 3],
  ['진', 3],
  ['지', 3],
  ['엄', 3],
  ['남궁', 1],
  ['황보', 1],
];

const split = (names: string): readonly string[] => names.split(' ');

/** Given names of children born in recent years, and of those who became parents in them. */
const CHILDREN = split(
  '이준 서준 도윤 시우 하준 은우 지호 선우 우진 수호 서진 유준 도현 로운 이안 시윤 연우 준우 이현 은호 재이 하온 태오 라온 서아 이서 지안 하윤 아린 지우 서윤 하은 지유 아윤 시아 채원 수아 유나 다은 서연 예린 소율 윤서 하린 나은 가은 하늘 봄 솔 리아 유주 해인',
);
const MOTHERS = split(
  '지혜 민정 지영 수진 은지 혜진 유진 보람 아름 소영 미경 은정 지은 현정 은경 민지 수정 혜원 다혜 슬기 지현 유미 은혜 선영 하나 주연 가영 혜림 윤정 소라',
);
const FATHERS = split(
  '지훈 성민 준호 동현 현우 상현 정훈 민수 성호 진우 승현 영민 재현 기현 태훈 종민 성훈 용준 동욱 병철 민호 우성 상훈 준영 정민 광수 석진 인호 형준 창민',
);

export interface FamilyName {
  readonly parent: string;
  /** The children's surname: nearly always the father's, whichever parent applies. */
  readonly surname: string;
}

export function drawFamilyName(random: Random): FamilyName {
  const surname = random.weighted(SURNAMES);
  const isMother = random.chance(0.65);
  const own = isMother ? random.weighted(SURNAMES) : surname;
  return { parent: own + random.pick(isMother ? MOTHERS : FATHERS), surname };
}

/** Draws `count` different given names. */
export const drawChildNames = (random: Random, count: number): string[] => random.some(CHILDREN, count);
