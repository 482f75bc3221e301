import { judgeSecondPlan } from './gaps.ts';

const gaps = { aws_x: { attributes: ['kept', 'lost'] }, aws_y: { attributes: ['kept'], replaced: true as const } };
const change = (type: string, actions: string[], before: object | null, after: object | null) => ({
  resource_changes: [{ address: `${type}.this`, type, change: { actions, before, after } }],
});

test('what has not changed, and what is only read, is clean', () => {
  expect(judgeSecondPlan(change('aws_z', ['no-op'], { a: 1 }, { a: 1 }), {})).toEqual({
    unexplained: [],
    explained: 0,
    closed: [],
  });
  expect(judgeSecondPlan(change('aws_z', ['read'], null, { a: 1 }), {}).unexplained).toEqual([]);
});

test('a change of a named attribute is a gap, and a gap that is met no more is told', () => {
  const plan = change('aws_x', ['update'], { kept: null, other: 1 }, { kept: 'x', other: 1 });
  expect(judgeSecondPlan(plan, gaps)).toEqual({ unexplained: [], explained: 1, closed: ['aws_x.lost', 'aws_y.kept'] });
});

test('any other attribute, type or action is not', () => {
  const both = change('aws_x', ['update'], { kept: 1, other: 1 }, { kept: 2, other: 2 });
  expect(judgeSecondPlan(both, gaps).unexplained).toEqual(['aws_x.this: update other']);
  expect(judgeSecondPlan(change('aws_z', ['update'], { a: 1 }, { a: 2 }), gaps).unexplained).toEqual([
    'aws_z.this: update',
  ]);
  expect(judgeSecondPlan(change('aws_x', ['delete', 'create'], { kept: 1 }, { kept: 2 }), gaps).unexplained).toEqual([
    'aws_x.this: delete+create',
  ]);
  expect(judgeSecondPlan(change('aws_x', ['create'], null, { kept: 2 }), gaps).unexplained).toEqual([
    'aws_x.this: create',
  ]);
  expect(judgeSecondPlan(change('aws_x', ['update'], { kept: 1 }, { kept: 1 }), gaps).unexplained).toEqual([
    'aws_x.this: update ?',
  ]);
});

test('a replacement is one only where it is said', () => {
  expect(judgeSecondPlan(change('aws_y', ['delete', 'create'], { kept: 1 }, { kept: 2 }), gaps).unexplained).toEqual(
    [],
  );
});
