import { createOutputs } from './output.ts';

test('a live output shows whole lines, a block everything at once and at its end', () => {
  let shown = '';
  const outputs = createOutputs((text) => {
    shown += text;
  });
  const live = outputs.live('stack');
  const block = outputs.block('unit');
  live.write('PASS one\nPA');
  block.write('PASS a\n');
  block.write('PASS b');
  block.close('unit: 2 passed');
  live.write('SS two\nend');
  live.close('stack: 2 passed');
  expect(shown).toBe(
    [
      '',
      '── stack ──',
      'PASS one',
      '',
      '── unit ──',
      'PASS a',
      'PASS b',
      '── unit: 2 passed',
      'PASS two',
      'end',
      '── stack: 2 passed',
      '',
    ].join('\n'),
  );
});
