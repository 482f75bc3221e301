import type { Random } from './random.ts';

/** A district: where it is, the first three digits of its postcodes, its population (as a weight), and some of its streets. */
interface District {
  readonly name: string;
  readonly postcode: string;
  readonly weight: number;
  readonly streets: readonly string[];
  /** First letter of its daycares' numbers, one per province. */
  readonly letter: string;
}

const ROWS: readonly (readonly [letter: string, name: string, postcode: string, weight: number, streets: string])[] = [
  ['S', '서울특별시 종로구', '031', 15, '자하문로 사직로 창경궁로 대학로'],
  ['S', '서울특별시 마포구', '041', 37, '월드컵로 성미산로 마포대로 토정로'],
  ['S', '서울특별시 강남구', '062', 53, '테헤란로 도곡로 선릉로 삼성로'],
  ['S', '서울특별시 송파구', '056', 65, '올림픽로 석촌호수로 가락로 위례성대로'],
  ['S', '서울특별시 강서구', '077', 57, '화곡로 공항대로 양천로 마곡중앙로'],
  ['S', '서울특별시 노원구', '017', 50, '노해로 동일로 한글비석로 상계로'],
  ['S', '서울특별시 관악구', '088', 48, '관악로 신림로 남부순환로 봉천로'],
  ['S', '서울특별시 은평구', '034', 46, '통일로 은평로 연서로 진관2로'],
  ['K', '경기도 수원시 영통구', '165', 36, '광교중앙로 영통로 매영로 덕영대로'],
  ['K', '경기도 성남시 분당구', '135', 48, '판교역로 정자일로 불정로 분당로'],
  ['K', '경기도 고양시 일산서구', '102', 29, '중앙로 일현로 주엽로 대화로'],
  ['K', '경기도 화성시', '184', 90, '동탄대로 동탄반석로 향남로 봉담로'],
  ['K', '경기도 김포시', '101', 48, '김포한강로 장기로 사우중로 양도로'],
  ['N', '인천광역시 연수구', '220', 39, '컨벤시아대로 해돋이로 청능대로 센트럴로'],
  ['N', '인천광역시 부평구', '214', 49, '부평대로 길주로 부흥로 마장로'],
  ['B', '부산광역시 해운대구', '480', 39, '우동1로 센텀중앙로 좌동순환로 해운대로'],
  ['B', '부산광역시 부산진구', '472', 35, '중앙대로 가야대로 동평로 전포대로'],
  ['D', '대구광역시 수성구', '421', 41, '동대구로 달구벌대로 들안로 용학로'],
  ['D', '대구광역시 달서구', '426', 53, '월배로 조암로 달서대로 상화로'],
  ['G', '광주광역시 광산구', '623', 40, '수완로 임방울대로 첨단중앙로 하남대로'],
  ['J', '대전광역시 유성구', '341', 36, '대학로 노은로 계룡로 테크노중앙로'],
  ['U', '울산광역시 남구', '446', 31, '삼산로 대학로 문수로 번영로'],
  ['E', '세종특별자치시', '301', 39, '도움6로 보듬3로 새롬중앙로 한누리대로'],
  ['W', '강원특별자치도 원주시', '264', 36, '시청로 북원로 서원대로 배울로'],
  ['C', '충청북도 청주시 흥덕구', '283', 27, '가경로 대농로 풍산로 오송생명로'],
  ['H', '충청남도 천안시 서북구', '311', 41, '불당대로 두정로 쌍용대로 백석로'],
  ['L', '전북특별자치도 전주시 덕진구', '549', 31, '백제대로 송천중앙로 기린대로 만성로'],
  ['M', '전라남도 순천시', '579', 28, '중앙로 왕지로 조례1길 해룡로'],
  ['P', '경상북도 포항시 북구', '377', 27, '중흥로 새천년대로 장량로 법원로'],
  ['Q', '경상남도 창원시 성산구', '515', 22, '중앙대로 원이대로 상남로 대암로'],
  ['Q', '경상남도 김해시', '509', 53, '가야로 번화1로 율하로 삼계로'],
  ['Z', '제주특별자치도 제주시', '632', 48, '연북로 노형로 첨단로 중앙로'],
];

const DISTRICTS: readonly District[] = ROWS.map(([letter, name, postcode, weight, streets]) => ({
  letter,
  name,
  postcode,
  weight,
  streets: streets.split(' '),
}));

export interface Address {
  readonly address: string;
  readonly postcode: string;
}

export const drawDistrict = (random: Random): District =>
  random.weighted(DISTRICTS.map((district) => [district, district.weight]));

/** A street and a number. Homes are more often flats than not. */
export function drawAddress(random: Random, { name, postcode, streets }: District, home: boolean): Address {
  const street = `${name} ${random.pick(streets)} ${random.between(1, 320)}`;
  const flat =
    home && random.chance(0.75)
      ? ` ${random.between(101, 118)}동 ${random.between(1, 24)}0${random.between(1, 6)}호`
      : '';
  return { address: street + flat, postcode: postcode + String(random.between(0, 99)).padStart(2, '0') };
}
