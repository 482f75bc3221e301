import { drawAddress, drawDistrict } from './places.ts';
import { randomOf } from './random.ts';

export interface SeedNursery {
  readonly nursery_id: string;
  readonly name: string;
  readonly address: string;
  readonly capacity: number;
  /** Where its families live. */
  readonly district: string;
}

const FIRST =
  '햇살 푸른 새싹 별빛 도담 하늘 무지개 꿈나무 아이사랑 해맑은 은빛 초롱 예쁜 튼튼 큰나무 숲속 봄빛 다솜 한울 아람 라온 누리 가온 해오름 솔빛 참사랑 꽃잎 반디 자연 동화'.split(
    ' ',
  );
const SECOND = ['', '', '', '마을', '동산', '나라', '숲', '뜰'];
/** Kinds of daycares, how many of each in a hundred, and their capacities. */
const KINDS: readonly (readonly [{ readonly prefix: string; readonly low: number; readonly high: number }, number])[] =
  [
    [{ prefix: '구립 ', low: 50, high: 120 }, 20],
    [{ prefix: '', low: 40, high: 200 }, 45],
    [{ prefix: '', low: 20, high: 20 }, 28],
    [{ prefix: '직장 ', low: 60, high: 300 }, 7],
  ];

/** Draws `count` daycares all over the country; the same for the same seed. */
export function drawNurseries(seed: number, count: number): SeedNursery[] {
  const numbers = new Map<string, number>();
  return Array.from({ length: count }, (_, at) => {
    const random = randomOf(`nursery ${seed} ${at}`);
    const district = drawDistrict(random);
    const number = (numbers.get(district.letter) ?? 0) + 1;
    numbers.set(district.letter, number);
    const kind = random.weighted(KINDS);
    const name = `${random.pick(FIRST)}${random.pick(SECOND)}어린이집`;
    return {
      nursery_id: `${district.letter}${seed % 10}${String(number).padStart(4, '0')}`,
      name: kind.prefix + name,
      address: drawAddress(random, district, false).address,
      // Capacities are round numbers if each class has a room.
      capacity: Math.max(20, Math.round(random.between(kind.low, kind.high) / 5) * 5),
      district: district.name,
    };
  });
}
