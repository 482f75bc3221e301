import { createReadStream, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';

/**
 * The text of a file, in chunks that never split a character. `.gz` files are unpacked on the way. @throws TypeError for bytes that are not
 * valid in this encoding
 */
export async function* textOf(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  for await (const chunk of bytes) yield decoder.decode(chunk as Buffer, { stream: true });
  yield decoder.decode();
}

/** Changes when the file changes. */
export function identityOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${path} ${size} ${Math.trunc(mtimeMs)}`;
}
