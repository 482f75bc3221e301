import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { answerOf, askFor, declaredIn, lostValues, valuesIn } from './merged-values.ts';

const read = (...path: string[]) => readFileSync(join(repositoryRoot, 'terraform', ...path), 'utf8');
const size = 'firewall = true\nnat_gateways   = 3 # one in each zone\n\n# mail_sender = "x"\nzones = ["b", "a"]\n';

test('a line says what a variable is', () => {
  expect([...valuesIn(size)]).toEqual([
    ['firewall', true],
    ['nat_gateways', 3],
    ['zones', ['b', 'a']],
  ]);
  expect(declaredIn('variable "a" {\n  type = any\n}\nvariable "b_c" {}')).toEqual(['a', 'b_c']);
});

test('what the last file does not name must stay', () => {
  const agency = 'nat_gateways = 1\n';
  expect(lostValues([size, agency], { firewall: true, nat_gateways: 1, zones: ['a', 'b'] })).toEqual([]);
  expect(lostValues([size, agency], { firewall: false, nat_gateways: 3, zones: ['a', 'b'] })).toEqual([
    'firewall is false, not true',
    'nat_gateways is 3, not 1',
  ]);
  expect(lostValues([''], {})).toEqual(['the files set nothing']);
});

test("terraform's answer is found among its warnings", () => {
  expect(askFor(['a', 'b'])).toBe('jsonencode({a = var.a, b = var.b})');
  expect(answerOf('Warning: x\n"{\\"a\\":\\"1\\"}"\n')).toEqual({ a: '1' });
  expect(answerOf('Error')).toBeUndefined();
});

test('the full file of an agency sets everything that an agency can, and the example nothing that is no longer taken', () => {
  const settable = ['network', 'cluster', 'database', 'edge', 'github'].flatMap((part) =>
    declaredIn(read(`variables_${part}.tf`)),
  );
  expect(settable.length).toBeGreaterThan(15);
  const set = new Set([...read('tests', 'agency', 'full.tfvars').matchAll(/^([a-z_]+) *=/gm)].map(([, name]) => name));
  expect(settable.filter((name) => !set.has(name))).toEqual([]);
  const former = declaredIn(read('variables_former.tf'));
  for (const file of [
    'env/small.tfvars',
    'env/production.tfvars',
    'env/agency.tfvars.example',
    'tests/agency/full.tfvars',
  ]) {
    const names = [...read(file).matchAll(/^([a-z_]+) *=/gm)].map(([, name = '']) => name);
    expect(names.filter((name) => former.includes(name))).toEqual([]);
  }
});

// A setting that only one size names would fall back to the default in the other, whatever that is.
test('both sizes set the same variables, but for the promise of production', () => {
  const names = (one: string) => [...valuesIn(read('env', `${one}.tfvars`)).keys()].sort();
  expect(names('production').filter((name) => name !== 'production')).toEqual(names('small'));
});
