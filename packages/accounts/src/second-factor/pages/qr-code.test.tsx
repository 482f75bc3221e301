import { htmlOf } from '@enterwait/pages/html';
import { text } from '@enterwait/pages/parts';
import decodeQr from 'qr/decode.js';
import { QrCode } from './qr-code.tsx';

const URI = `otpauth://totp/Enterwait%20nursery:${'a'.repeat(60)}%40example.com?secret=${'A'.repeat(52)}&issuer=Enterwait+nursery&digits=6&period=30`;
const SCALE = 4;

/** Draws the squares as a browser would. */
function picture(html: string): { width: number; height: number; data: Uint8Array } {
  const size = Number(/viewBox="0 0 (\d+) /.exec(html)?.[1]);
  const width = size * SCALE;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y] of html.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let dy = 0; dy < SCALE; dy += 1)
      for (let dx = 0; dx < SCALE; dx += 1) {
        const at = ((Number(y) * SCALE + dy) * width + Number(x) * SCALE + dx) * 4;
        data.fill(0, at, at + 3);
      }
  }
  return { width, height: width, data };
}

test('a telephone reads from the picture what stands in it; nothing is styled or scripted in place', () => {
  const html = htmlOf(<QrCode content={URI} label={text('큐알', 'QR')} />);
  expect(decodeQr(picture(html))).toBe(URI);
  expect(html).not.toMatch(/ style=| on\w+=|<style|<script|<image|href/);
  expect(html).toContain('role="img"');
});
