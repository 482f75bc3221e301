import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const LOOK_EVERY_MS = 100;

/** Forwards what another process appends to a file, until it is ended; the end forwards the rest. */
export function follow(file: string, onText: (text: string) => void): { end(): void } {
  const from = openSync(file, 'r');
  const buffer = Buffer.alloc(64 * 1024);
  const decoder = new StringDecoder('utf8');
  const look = (): void => {
    for (;;) {
      const length = readSync(from, buffer);
      if (length === 0) return;
      onText(decoder.write(buffer.subarray(0, length)));
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    end() {
      clearInterval(timer);
      look();
      onText(decoder.end());
      closeSync(from);
    },
  };
}
