import { stripVTControlCharacters } from 'node:util';
import { consoleReporter } from './console-reporter.ts';

const reporterInto = (lines: string[]) =>
  consoleReporter((line) =>
    lines.push(
      stripVTControlCharacters(line)
        .replace(/\d+\.\d s/g, 'T')
        .trim(),
    ),
  );

test('a step tells its begin and its end, with what it said last', async () => {
  const lines: string[] = [];
  const result = await reporterInto(lines).step('Terraform', async (progress) => {
    progress('3 resources');
    return 7;
  });
  expect(result).toBe(7);
  expect(lines).toEqual(['T  … Terraform', 'T  ✓ Terraform T 3 resources']);
});

test('a step that fails says so and hands the error on', async () => {
  const lines: string[] = [];
  const failing = reporterInto(lines).step('npm', async () => {
    throw new Error('no network\nand more');
  });
  await expect(failing).rejects.toThrow('no network');
  expect(lines).toEqual(['T  … npm', 'T  ✗ npm no network']);
});

test('steps may run beside each other', async () => {
  const lines: string[] = [];
  const reporter = reporterInto(lines);
  await Promise.all([reporter.step('a', async () => {}), reporter.step('b', async () => {})]);
  expect(lines.slice(0, 2)).toEqual(['T  … a', 'T  … b']);
});
