import type { Reporter } from '@enterwait/command-line/output';

/** Prints one line per finished step, with its seconds. */
export const lineReporter = (prefix: string): Reporter => ({
  async step(title, work) {
    const started = performance.now();
    const result = await work(() => {});
    process.stderr.write(`${prefix} ${title} ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    return result;
  },
  note: (text) => void process.stderr.write(`${prefix} ${text}\n`),
});
