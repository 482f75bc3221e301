import { styleText } from 'node:util';
import { messageOf } from '../errors/errors.ts';
import type { Reporter } from './reporter.ts';

/** How long a step may stay silent before it prints that it is still running, in ms. */
const HEARTBEAT_MS = 10_000;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Prints one line when a step begins, one when it ends and, for long steps, their progress. Steps may overlap. */
export function consoleReporter(write: (line: string) => void = (line) => process.stdout.write(`${line}\n`)): Reporter {
  const begun = performance.now();
  const at = () => styleText('dim', seconds(performance.now() - begun).padStart(8));
  return {
    async step(title, work) {
      const start = performance.now();
      let state = '';
      write(`${at()}  ${styleText('cyan', '…')} ${title}`);
      const heartbeat = setInterval(() => {
        write(
          `${at()}  ${styleText('dim', '·')} ${title} ${styleText('dim', `${seconds(performance.now() - start)} ${state}`)}`,
        );
      }, HEARTBEAT_MS);
      try {
        const result = await work((text) => {
          state = text;
        });
        write(
          `${at()}  ${styleText('green', '✓')} ${title} ${styleText('dim', `${seconds(performance.now() - start)} ${state}`.trim())}`,
        );
        return result;
      } catch (error) {
        write(`${at()}  ${styleText('red', '✗')} ${title} ${styleText('dim', messageOf(error).split('\n')[0] ?? '')}`);
        throw error;
      } finally {
        clearInterval(heartbeat);
      }
    },
    note: (text) => write(`${at()}    ${text}`),
  };
}
