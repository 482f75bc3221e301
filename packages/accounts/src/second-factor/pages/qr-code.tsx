import { plain, type Text } from '@enterwait/pages/parts';
import type { VNode } from 'preact';
import encodeQr from 'qr';

/** The quiet zone around the code, as the standard requires. */
const BORDER = 4;

/** A text as a QR code: one path of squares, drawn as inline SVG. */
export function QrCode({ content, label }: { readonly content: string; readonly label: Text }): VNode {
  const rows = encodeQr(content, 'raw', { ecc: 'medium', border: BORDER });
  const size = rows.length;
  return (
    <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} width="240" height="240" role="img" aria-label={plain(label)}>
      <rect width={size} height={size} fill="#fff" />
      <path d={pathOf(rows)} fill="#000" shape-rendering="crispEdges" />
    </svg>
  );
}

const pathOf = (rows: readonly (readonly boolean[])[]): string =>
  rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
