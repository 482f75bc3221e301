const WIDTH = 30;

/** The progress of a long task: a moving bar on a terminal, elsewhere a line for every tenth. */
export interface Progress {
  /** Counts `count` more as done. */
  add(count?: number): void;
  /** Ends the line, whether or not everything was done. */
  end(): void;
}

export function startProgress(title: string, total: number, out: NodeJS.WriteStream = process.stdout): Progress {
  const started = performance.now();
  let done = 0;
  let shown = -1;
  const line = (): string => {
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const filled = Math.round(share * WIDTH);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    return `${title} [${'█'.repeat(filled)}${'·'.repeat(WIDTH - filled)}] ${done}/${total} ${seconds} s`;
  };
  const show = (force = false): void => {
    const step = total === 0 ? 10 : Math.floor((done / total) * (out.isTTY ? 200 : 10));
    if (step === shown && !force) return;
    shown = step;
    out.write(out.isTTY ? `\r${line()}\u001b[K` : `${line()}\n`);
  };
  show();
  return {
    add(count = 1) {
      done += count;
      show();
    },
    end() {
      if (out.isTTY) {
        show(true);
        out.write('\n');
      }
    },
  };
}
