import { applicationSchema } from '@enterwait/domain/application';
import { newChildId } from './family.ts';

test('a child is known by its birthday and seven digits', () => {
  expect(newChildId('20240315', () => 42)).toBe('202403150000042');
  for (let index = 0; index < 100; index++) {
    expect(applicationSchema.shape.child_id.safeParse(newChildId('20240315')).success).toBe(true);
  }
});
