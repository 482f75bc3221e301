import fc from 'fast-check';
import { z } from 'zod';
import { anApplication } from '../../../../tests/support/commands/samples.ts';
import { applicationSchema, applicationSchemaAt, requestIdOf } from './application.ts';

const valid = anApplication({ child_id: '202403150000001' });

describe('the body of the wire contract', () => {
  test('is taken as it is', () => {
    expect(applicationSchema.parse(valid)).toEqual(valid);
  });

  test.each(Object.keys(valid))('%s is required and a string', (field) => {
    const { [field as keyof typeof valid]: _removed, ...without } = valid;
    expect(applicationSchema.safeParse(without).success).toBe(false);
    for (const wrong of [1, null, true, {}, []]) {
      expect(applicationSchema.safeParse({ ...valid, [field]: wrong }).success).toBe(false);
    }
  });

  test.each([
    ['child_id', '12345678901234'],
    ['child_id', '1234567890123456'],
    ['child_id', '12345678901234a'],
    ['child_id', '１２３４５６７８９０１２３４５'],
    ['child_name', ''],
    ['child_name', '   '],
    ['child_name', 'a'.repeat(51)],
    ['child_name', '<script>'],
    ['child_name', '김\u0000하늘'],
    ['child_name', '\u202e김하늘'],
    ['child_birthday', '2024-03-15'],
    ['child_birthday', '20240230'],
    ['child_birthday', '20230229'],
    ['child_birthday', '18991231'],
    ['user_id', 'two words'],
    ['user_id', 'x'.repeat(65)],
    ['parent_tel', 'call me'],
    ['parent_tel', '123'],
    ['parent_tel', '0'.repeat(16)],
    ['parent_address', 'a'.repeat(201)],
    ['parent_address', 'line\nbreak'],
    ['parent_address', 'what SQS refuses \uffff'],
    ['parent_postcode', '0317'],
    ['parent_postcode', '031710'],
    ['parent_email', 'user'],
    ['parent_email', 'user@email.com\r\nBcc: all@email.com'],
    ['parent_email', `${'a'.repeat(250)}@email.com`],
    ['nursery_id', '100001'],
    ['nursery_id', 'NN0001'],
    ['nursery_id', 'N000001'],
  ])('refuses %s = %j, naming the field', (field, value) => {
    const parsed = applicationSchema.safeParse({ ...valid, [field]: value });
    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([field]);
    expect(parsed.error?.issues[0]?.message).toMatch(/[가-힣].* \/ .*[a-z]/);
  });

  test('refuses a field that it does not know', () => {
    expect(applicationSchema.safeParse({ ...valid, priority: '1' }).success).toBe(false);
    expect(applicationSchema.safeParse(JSON.parse(`{"__proto__":{},${JSON.stringify(valid).slice(1)}`)).success).toBe(
      false,
    );
  });

  test.each(['김하늘', 'José Núñez', "O'Brien", 'Nguyễn Thị Ánh', '남궁 민', 'Мария', '李小龍', 'محمد'])(
    'takes the name %s',
    (name) => {
      expect(applicationSchema.parse({ ...valid, child_name: name }).child_name).toBe(name.normalize('NFC'));
    },
  );

  test('stores a decomposed name composed, so that it can be found again', () => {
    expect(applicationSchema.parse({ ...valid, child_name: '김하늘'.normalize('NFD') }).child_name).toBe('김하늘');
  });

  test('takes a birthday of today in Korea and none of tomorrow', () => {
    const schema = applicationSchemaAt(() => '20260301');
    expect(schema.safeParse({ ...valid, child_birthday: '20260301' }).success).toBe(true);
    expect(schema.safeParse({ ...valid, child_birthday: '20260302' }).success).toBe(false);
  });

  test('every real date that has passed is a birthday', () => {
    const dates = fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        const child_birthday = date.toISOString().slice(0, 10).replaceAll('-', '');
        expect(applicationSchema.safeParse({ ...valid, child_birthday }).success).toBe(true);
      }),
    );
  });

  test('an application is known by child and daycare', () => {
    expect(requestIdOf(valid)).toBe('202403150000001N00001');
  });
});

test('the description of the API has every day of two centuries, and no other', () => {
  const { properties } = z.toJSONSchema(applicationSchema, { io: 'input' }) as unknown as {
    properties: { child_birthday: { pattern: string } };
  };
  const pattern = new RegExp(properties.child_birthday.pattern);
  const always = applicationSchemaAt(() => '20991231').shape.child_birthday;
  for (const year of [1899, 1900, 1904, 1999, 2000, 2023, 2024, 2026, 2096, 2099, 2100]) {
    for (let month = 0; month <= 13; month += 1) {
      for (let day = 0; day <= 32; day += 1) {
        const text = `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
        expect([text, pattern.test(text)]).toEqual([text, always.safeParse(text).success]);
      }
    }
  }
});
