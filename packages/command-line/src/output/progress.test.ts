import { startProgress } from './progress.ts';

function shown(isTTY: boolean, work: (progress: ReturnType<typeof startProgress>) => void): string[] {
  const written: string[] = [];
  const out = { isTTY, write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream;
  const progress = startProgress('일 (work)', 100, out);
  work(progress);
  progress.end();
  return written;
}

test('where nothing can be overwritten there is a line every tenth', () => {
  const lines = shown(false, (progress) => {
    for (let at = 0; at < 100; at += 1) progress.add();
  });
  expect(lines).toHaveLength(11);
  expect(lines[0]).toMatch(/^일 \(work\) \[·{30}\] 0\/100 \d+ s\n$/);
  expect(lines.at(-1)).toMatch(/\[█{30}\] 100\/100/);
});

test('on a terminal one line moves, and ends with what was done', () => {
  const written = shown(true, (progress) => progress.add(40));
  expect(written.at(-2)).toMatch(/^\r.* 40\/100/);
  expect(written.at(-1)).toBe('\n');
});
