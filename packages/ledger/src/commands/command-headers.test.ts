import { z } from 'zod';
import { noteHeader, priorityHeader, priorityOf } from './command-headers.ts';

const note = z.object(noteHeader);
const priority = z.object(priorityHeader);

describe('the note of a command', () => {
  test.each([
    [encodeURIComponent('서류 미비'), '서류 미비'],
    ['moving%20away', 'moving away'],
    ['plain', 'plain'],
    [encodeURIComponent('가'.repeat(300)), '가'.repeat(300)],
  ])('%.30s is read as %.30s', (header, text) => {
    expect(note.parse({ 'enterwait-note': header })).toEqual({ 'enterwait-note': text });
  });

  test.each([[''], ['%20'], ['%E0%A4%A'], ['%'], ['%00'], [encodeURIComponent('가'.repeat(301))]])(
    '%.30j is none, and that is told',
    (header) => {
      expect(note.safeParse({ 'enterwait-note': header }).error?.issues.map(({ path }) => path[0])).toEqual([
        'enterwait-note',
      ]);
    },
  );

  test.each(['사유', 'caf\u00e9', 'a\tb'])(
    '%j, not encoded, is refused: what is read of it is not what was written',
    (header) =>
      expect(note.safeParse({ 'enterwait-note': header }).error?.issues).toEqual([
        expect.objectContaining({ message: expect.stringContaining('must be percent-encoded UTF-8') }),
      ]),
  );

  test('that is empty or not encoded is refused by the description as well', () => {
    const { properties } = z.toJSONSchema(note, { io: 'input' });
    const described = properties?.['enterwait-note'];
    expect(described).toMatchObject({ type: 'string', pattern: '^ *[!-~][ -~]*$' });
  });

  test('may be left out', () => expect(note.parse({})).toEqual({}));
});

describe('the claims of a parent', () => {
  test('are codes between commas', () => {
    const claimed = priority.parse({ 'enterwait-priority': 'working-parents, two-infants,' })['enterwait-priority'];
    expect(claimed).toEqual(['working-parents', 'two-infants']);
    expect(priorityOf(claimed ?? [], new Date('2026-05-01T00:00:00Z'))).toEqual({
      rules: '2026-1',
      items: ['working-parents', 'two-infants'],
      points: 400,
      tie_points: 0,
    });
  });

  test('that the rules do not know are refused by name', () => {
    expect(() => priorityOf(['lucky'], new Date())).toThrow(
      expect.objectContaining({ status: 422, code: 'unknown-priority-item' }),
    );
  });
});
