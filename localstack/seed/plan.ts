import { type Application, requestIdOf } from '@enterwait/domain/application';
import type { CommandType } from '@enterwait/domain/protocol';
import { SAMPLE_NURSERIES } from '@enterwait/ledger/nurseries';
import { drawFamilies, type SeedChild, type SeedFamily } from './families.ts';
import { drawNurseries, type SeedNursery } from './nurseries.ts';
import { type Random, randomOf } from './random.ts';

/** One command for an application. `Leave` is a Cancel by the daycare (퇴소). */
export interface SeedStep {
  readonly type: CommandType | 'Leave';
  readonly note?: string;
}

/** An application and all the steps it should go through, always beginning with a Request. */
export interface SeedApplication {
  readonly request_id: string;
  readonly application: Application;
  readonly claims: readonly string[];
  readonly steps: readonly SeedStep[];
}

export interface SeedPlan {
  readonly nurseries: readonly SeedNursery[];
  readonly families: readonly SeedFamily[];
  readonly applications: readonly SeedApplication[];
}

export interface SeedSize {
  readonly seed: number;
  readonly families: number;
  readonly nurseries: number;
  /** The year in which all the children are below school age. */
  readonly year: number;
}

const REJECT_REASONS = [
  '해당 연령반의 정원이 이미 찼습니다. 다음 학기에 다시 신청해 주십시오.',
  '제출하신 우선순위 증빙 서류가 확인되지 않았습니다.',
  '입소를 원하시는 시기에 운영하는 연령반이 없습니다.',
  '전화 연락이 세 차례 닿지 않아 반려합니다. 연락처를 확인하신 뒤 다시 신청해 주십시오.',
  '통학 차량이 다니지 않는 지역입니다.',
];
const LEAVE_REASONS = [
  '이사로 퇴소하였습니다.',
  '유치원 입학으로 퇴소하였습니다.',
  '보호자의 요청으로 퇴소하였습니다.',
];

/** What becomes of an application, in percent. */
const FATES: readonly (readonly ['waiting' | 'accepted' | 'rejected' | 'cancelled' | 'left', number])[] = [
  ['waiting', 62],
  ['accepted', 18],
  ['rejected', 10],
  ['cancelled', 7],
  ['left', 3],
];
/** How many daycares a child waits for. Parents may have at most three open applications. */
const WAITS: readonly (readonly [number, number])[] = [
  [1, 40],
  [2, 38],
  [3, 22],
];
/** One in eight also applies to a sample daycare, so that the demo's staff have a line to work on. */
const AT_SAMPLES = 0.12;

/** Everything that `make seed` enters; the same for the same size. */
export function drawPlan({ seed, families: familyCount, nurseries: nurseryCount, year }: SeedSize): SeedPlan {
  const nurseries = drawNurseries(seed, nurseryCount);
  const families = drawFamilies(seed, familyCount, year);
  const places = new Map([...nurseries, ...SAMPLE_NURSERIES].map(({ nursery_id, capacity }) => [nursery_id, capacity]));
  const applications = families.flatMap((family) =>
    family.children.flatMap((child) => drawApplications(seed, family, child, nurseries, places)),
  );
  return { nurseries, families, applications };
}

function drawApplications(
  seed: number,
  family: SeedFamily,
  child: SeedChild,
  nurseries: readonly SeedNursery[],
  places: Map<string, number>,
): SeedApplication[] {
  const random = randomOf(`applications ${seed} ${child.child_id}`);
  const near = nurseries.filter(({ district }) => district === family.district);
  const wanted = random.some(
    (near.length < 3 ? nurseries : near).map(({ nursery_id }) => nursery_id),
    random.weighted(WAITS),
  );
  if (wanted.length === 0 || random.chance(AT_SAMPLES)) wanted[0] = random.pick(SAMPLE_NURSERIES).nursery_id;

  // A child has one place, and waits for fewer others once it has it. Two never reach the limit for an enrolled child.
  let enrolled = false;
  return wanted.map((nurseryId) => {
    const left = places.get(nurseryId) ?? 0;
    const drawn = random.weighted(FATES);
    const takesPlace = drawn === 'accepted' && !enrolled && left > 0;
    const fate = drawn === 'accepted' && !takesPlace ? 'waiting' : drawn;
    if (takesPlace) {
      enrolled = true;
      places.set(nurseryId, left - 1);
    }
    const application = applicationOf(family, child, nurseryId);
    return {
      request_id: requestIdOf(application),
      application,
      claims: random.chance(0.1) && family.children.length > 1 ? [...family.claims, 'sibling'] : family.claims,
      steps: [{ type: 'Request' as const }, ...stepsOf(fate, random)],
    };
  });
}

function stepsOf(fate: (typeof FATES)[number][0], random: Random): SeedStep[] {
  switch (fate) {
    case 'waiting':
      return [];
    case 'accepted':
      return [{ type: 'Accept' }];
    case 'rejected':
      return [{ type: 'Reject', note: random.pick(REJECT_REASONS) }];
    case 'cancelled':
      return [{ type: 'Cancel' }];
    case 'left':
      return [{ type: 'Accept' }, { type: 'Leave', note: random.pick(LEAVE_REASONS) }];
  }
}

const applicationOf = (family: SeedFamily, child: SeedChild, nursery_id: string): Application => ({
  child_id: child.child_id,
  child_name: child.name,
  child_birthday: child.birthday,
  user_id: family.user_id,
  parent_name: family.parent,
  parent_tel: family.tel,
  parent_address: family.address,
  parent_postcode: family.postcode,
  parent_email: family.email,
  nursery_id,
});
