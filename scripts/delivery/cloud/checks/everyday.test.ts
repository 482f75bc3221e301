import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terraformSource } from '../../../../localstack/terraform/stamp.ts';
import { changeForEveryDay } from './everyday.ts';

const fixtures = join(terraformSource, 'tests', 'fixtures');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'enterwait-everyday-'));
  cpSync(terraformSource, folder, { recursive: true, filter: (path) => !path.includes('.terraform/') });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the text of today can be changed as on every day', () => {
  const variables = changeForEveryDay(folder, fixtures);
  const zip = join(String(variables.lambda_dir), 'SendEmail.zip');
  expect(readFileSync(zip).equals(readFileSync(join(fixtures, 'SendEmail.zip')))).toBe(false);
  expect(readFileSync(join(folder, 'modules', 'pipeline', 'bus.tf'), 'utf8')).toContain('Everyday = {');
});

test('what the emulator forgets is left alone, but for what is changed anyway', () => {
  changeForEveryDay(folder, fixtures);
  expect(readFileSync(join(folder, 'modules', 'database', 'database_override.tf'), 'utf8')).toContain(
    '"aws_db_instance"',
  );
  expect(readFileSync(join(folder, 'modules', 'alarms', 'alarms_override.tf'), 'utf8')).not.toContain('metric_alarm');
});

test('a text that has moved on is told, not passed over', () => {
  writeFileSync(join(folder, 'modules', 'pipeline', 'bus.tf'), '');
  expect(() => changeForEveryDay(folder, fixtures)).toThrow('terraform/modules/pipeline/bus.tf says no more');
});
