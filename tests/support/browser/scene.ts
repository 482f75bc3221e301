import { type Application, SAMPLE_APPLICATION } from '@enterwait/domain/application';
import { STATUS } from '@enterwait/domain/protocol';
import { type Answer, asAdmin, asProgram, call, enterPerson, post, staff, urlOf } from '../commands/api.ts';
import { idOf } from '../commands/samples.ts';
import { everywhere } from '../scenarios/outcome.ts';
import { theStack } from '../stack/stack.ts';

/*
 * What the screenshots of the READMEs show: one child, as the parents, the daycare and the operator see it. Everybody is invented. No other
 * test uses these daycares and families, so the pictures do not depend on the tests before.
 */

interface Daycare {
  readonly nursery_id: string;
  readonly name: string;
  readonly address: string;
  readonly capacity: number;
}

interface Child {
  readonly name: string;
  /** YYYYMMDD. No two are the same, because the child's number is made from it. */
  readonly birthday: string;
  readonly parent: string;
  /** Items of the priority rules. */
  readonly claims?: string;
  /** The parent's. Made from the birthday by default. */
  readonly user_id?: string;
}

const SUNRISE: Daycare = {
  nursery_id: 'P00001',
  name: '해오름어린이집',
  address: '서울특별시 마포구 성미산로 17',
  capacity: 10,
};
const DREAMS: Daycare = {
  nursery_id: 'P00002',
  name: '꿈나무어린이집',
  address: '서울특별시 마포구 월드컵로 25',
  capacity: 40,
};
const FOREST: Daycare = {
  nursery_id: 'P00003',
  name: '숲속마을어린이집',
  address: '서울특별시 서대문구 연희로 32',
  capacity: 30,
};

/** The family that signs in. */
const FAMILY = { parent: '김민준', user_id: 'parent-minjun', claims: 'working-parents,two-infants' };
const HANEUL: Child = { name: '김하늘', birthday: '20240315', ...FAMILY };
const BADA: Child = { name: '김바다', birthday: '20250620', ...FAMILY };

const ENROLLED: readonly Child[] = [
  { name: '강지호', birthday: '20230411', parent: '강현우', claims: 'working-parents' },
  { name: '윤서아', birthday: '20231120', parent: '윤태경', claims: 'working-parents' },
  { name: '장이준', birthday: '20220905', parent: '장수빈', claims: 'multicultural' },
  { name: '임나은', birthday: '20240227', parent: '임도현', claims: 'working-parents' },
  { name: '한유준', birthday: '20230630', parent: '한소희', claims: 'single-parent' },
  { name: '오하린', birthday: '20221018', parent: '오승민', claims: 'working-parents' },
  { name: '서지안', birthday: '20240802', parent: '서영진' },
];
/** In the order in which they apply. The line has another order, by points. */
const WAITING: readonly Child[] = [
  { name: '박서준', birthday: '20240519', parent: '박재현' },
  { name: '최도윤', birthday: '20230722', parent: '최은지', claims: 'single-parent' },
  HANEUL,
  { name: '이하윤', birthday: '20240930', parent: '이정훈', claims: 'working-parents,three-children' },
  { name: '정시우', birthday: '20250211', parent: '정미경', claims: 'working-parents,sibling' },
];
/** Ahead of the family's child at another daycare. */
const AHEAD: readonly Child[] = [
  { name: '문예준', birthday: '20240108', parent: '문가영', claims: 'working-parents,three-children' },
  { name: '신유나', birthday: '20231002', parent: '신동욱', claims: 'working-parents,two-infants,sibling' },
];

export interface Scene {
  /** The mail addresses to sign in with. */
  readonly parent: string;
  readonly staff: string;
  /** The application that the operator looks at. */
  readonly requestId: string;
}

/** Enters everything that the screenshots show, and waits until all systems agree on it. */
export async function setScene(): Promise<Scene> {
  for (const daycare of [SUNRISE, DREAMS, FOREST]) await enterDaycare(daycare);
  for (const child of ENROLLED) await accept(await apply(child, SUNRISE));
  const waiting: Application[] = [];
  for (const child of WAITING) waiting.push(await apply(child, SUNRISE));
  for (const child of [...AHEAD, HANEUL]) await apply(child, DREAMS);
  await apply(HANEUL, FOREST);
  await accept(await apply(BADA, DREAMS));

  const { password } = theStack().demo;
  const { parent: name, user_id } = FAMILY;
  const { nursery_id } = SUNRISE;
  const scene = { parent: 'minjun@example.com', staff: 'haeoreum@example.com' };
  await enterPerson('enterwait', { email: scene.parent, name, password, role: 'parent', user_id });
  await enterPerson('nursery', { email: scene.staff, name: '이서연', password, role: 'staff', nursery_id });
  const shown = waiting.find(({ child_name }) => child_name === HANEUL.name);
  return { ...scene, requestId: idOf(shown!) };
}

async function enterDaycare({ nursery_id, ...daycare }: Daycare): Promise<void> {
  for (const service of ['enterwait', 'nursery'] as const) {
    const init = { method: 'PUT', headers: { ...asAdmin(), 'content-type': 'application/json' } };
    await taken(call(`${urlOf(service)}/admin/nurseries/${nursery_id}`, { ...init, body: JSON.stringify(daycare) }));
  }
}

async function apply({ claims = '', ...child }: Child, { nursery_id }: Daycare): Promise<Application> {
  const application: Application = {
    ...SAMPLE_APPLICATION,
    child_id: `${child.birthday}0000101`,
    child_name: child.name,
    child_birthday: child.birthday,
    user_id: child.user_id ?? `parent-${child.birthday}`,
    parent_name: child.parent,
    parent_email: 'family@example.com',
    nursery_id,
  };
  const headers = { ...asProgram(), 'enterwait-priority': claims };
  await taken(post(`${urlOf('enterwait')}/enterwait/request`, application, headers));
  await everywhere(application, STATUS.requested, 1);
  return application;
}

async function accept(application: Application): Promise<void> {
  await taken(staff.accept(application));
  await everywhere(application, STATUS.accepted, 2);
}

async function taken(answer: Promise<Answer>): Promise<void> {
  const { status, json } = await answer;
  if (status >= 300) throw new Error(`${status} ${String(json.code)}`);
}
