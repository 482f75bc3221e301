import { isDefinition, partsOfAlter, statementsOf } from './statements.ts';

test('a file is split at its semicolons, but not at those in comments, texts and names', () => {
  const sql = `-- first; not a statement
CREATE TABLE a (x INT); # and; this
/* nor; this */ INSERT INTO a VALUES ('it''s; one', "two; \\" three");
ALTER TABLE \`odd;name\` ADD COLUMN y CHAR(1) DEFAULT ';' -- its ; end`;
  expect(statementsOf(sql)).toEqual([
    'CREATE TABLE a (x INT)',
    `INSERT INTO a VALUES ('it''s; one', "two; \\" three")`,
    "ALTER TABLE `odd;name` ADD COLUMN y CHAR(1) DEFAULT ';'",
  ]);
});

test('what the server runs out of a comment stays, and a double minus without a blank is arithmetic', () => {
  expect(statementsOf('SELECT 2--1; /*!80000 SET @a = 1 */;;')).toEqual(['SELECT 2--1', '/*!80000 SET @a = 1 */']);
});

test('an ALTER falls into its parts; a key that is dropped and added again is one of them', () => {
  expect(
    partsOfAlter(
      `ALTER TABLE request
         ADD COLUMN a VARCHAR(3) NULL CHECK (a IN ('x', 'y')),
         DROP KEY by_a,
         ADD COLUMN b INT NULL,
         ADD UNIQUE KEY by_a (a, b)`,
    ),
  ).toEqual([
    "ALTER TABLE request ADD COLUMN a VARCHAR(3) NULL CHECK (a IN ('x', 'y'))",
    'ALTER TABLE request DROP KEY by_a, ADD UNIQUE KEY by_a (a, b)',
    'ALTER TABLE request ADD COLUMN b INT NULL',
  ]);
  expect(partsOfAlter('UPDATE request SET a = 1, b = 2')).toBeUndefined();
});

test.each([
  ['ALTER TABLE a ADD KEY x (y)', true],
  ['create index x ON a (y)', true],
  ['UPDATE a SET x = 1', false],
  ['INSERT INTO a VALUES (1)', false],
])('%s changes the tables: %s', (statement, expected) => {
  expect(isDefinition(statement)).toBe(expected);
});
