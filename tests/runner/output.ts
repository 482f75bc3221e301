import { stripVTControlCharacters } from 'node:util';

/** Where a check's output goes. */
export interface Output {
  write(text: string): void;
  /** Ends the output with a line of figures. */
  close(lastLine: string): void;
}

/**
 * The outputs of checks that run side by side. One may be shown as it comes; the others are kept and shown in one piece when they
 * close. Only whole lines are written, so nothing ever appears in the middle of another check's line.
 */
export function createOutputs(print: (text: string) => void = (text) => void process.stdout.write(text)) {
  const heading = (name: string): string => `\n── ${name} ──\n`;
  return {
    /** Shown line by line. */
    live(name: string): Output {
      let unfinished = '';
      print(heading(name));
      return {
        write(text) {
          const end = (unfinished + text).lastIndexOf('\n') + 1;
          const all = unfinished + text;
          if (end > 0) print(all.slice(0, end));
          unfinished = all.slice(end);
        },
        close(lastLine) {
          if (unfinished !== '') print(`${unfinished}\n`);
          unfinished = '';
          print(`── ${lastLine}\n`);
        },
      };
    },
    /** Shown when it closes. */
    block(name: string): Output {
      let kept = '';
      return {
        write(text) {
          kept += text;
        },
        close(lastLine) {
          const ended = kept === '' || kept.endsWith('\n') ? kept : `${kept}\n`;
          print(`${heading(name)}${ended}── ${lastLine}\n`);
          kept = '';
        },
      };
    },
  };
}

const MESSAGE_LINES = 12;

/** The beginning of a long message, for the summary of failures. */
export const shorten = (text: string): string =>
  stripVTControlCharacters(text)
    .split('\n')
    .slice(0, MESSAGE_LINES)
    .map((line) => `    ${line}`)
    .join('\n');
