/*
 * Other ways to write a path. Some server, proxy or file system treats each as the same path.
 */

/** What a parser may ignore, or cut off with everything after it. */
const ENDINGS = [
  ...['/', '//', '/.', '/./', '/..', '/x/..', '/../', '/%2e', '/%2e%2e/', '\\', '%5c', '%5C', '%2f', '%2F', '%252f'],
  ...['.', '..', '%2e', '%20', '%09', '%0a', '%0d%0a', '%00', '%00.css', '%', '%2', '%zz', '%c0%af', '%ff', '+', '~'],
  ...[
    ';',
    ';x',
    ';x=1',
    ';/',
    '/;',
    '/;x=1',
    '..;/',
    '/..;/',
    '%3b',
    ',',
    ':',
    '::$DATA',
    '*',
    '%2a',
    '!',
    '&x=1',
    '=',
  ],
  ...['?', '??', '?x', '%3f', '%3fx', '#', '#x', '%23', '%23x', '.json', '.html', '.css', '/index.html', '@', '|', '^'],
];

/** What a parser may ignore as a step before the path. */
const BEGINNINGS = [
  ...[
    '/',
    '//',
    '/./',
    '/.',
    '/../',
    '/x/../',
    '/x/..',
    '/;/',
    '/;x',
    '/%2e',
    '/%2e/',
    '/%2e%2e',
    '/%2f',
    '/%5c',
    '\\',
  ],
  ...[
    '/\\',
    '/assets/..',
    '/assets/../',
    '/assets/%2e%2e',
    '/docs/..',
    '/docs',
    '/sync/..',
    '/sync/%2e%2e',
    '/healthz',
  ],
  ...['/healthz/..', '/admin/..', '/request/..', '/here.example', '//here.example', '%2f', '%20', '*', '.', '..', '@'],
  ...['http:', 'http:/', 'http://here.example', 'HTTPS://here.example:443', 'http://a@here.example', 'http://[::1]'],
  ...[
    'https://here.example/x/..',
    'ftp://here.example',
    'file://',
    'x:',
    'http://here.example?',
    'http://here.example#',
  ],
];

/** What a parser may treat as one slash. */
const SLASHES = [
  '//',
  '///',
  '/./',
  '/x/../',
  '\\',
  '/\\',
  '%2f',
  '%2F',
  '%5c',
  '%252f',
  '/;/',
  ';/',
  '/%2e/',
  '/%00/',
  '%ef%bc%8f',
];

const hex = (letter: string): string => letter.charCodeAt(0).toString(16);

/** One letter written differently, including letters of other scripts that fold to it (`ſ` to s, the Kelvin sign to k). */
const lettersOf = (letter: string): string[] => [
  letter.toUpperCase(),
  `%${hex(letter)}`,
  `%${hex(letter).toUpperCase()}`,
  `%25${hex(letter)}`,
  `%${hex(letter.toUpperCase())}`,
  `%u00${hex(letter)}`,
  ...(letter === 's' ? ['%C5%BF', '\u00c5\u00bf'] : []),
  ...(letter === 'k' ? ['%E2%84%AA', '\u00e2\u0084\u00aa'] : []),
];

/** @param path as the service writes it; the first result is the path itself */
export function spellingsOf(path: string): string[] {
  const inside = [...path.matchAll(/(?<!^)\//g)].map(({ index }) => index);
  const letters = [...path].flatMap((letter, at) => (/[a-z]/.test(letter) ? [at] : []));
  const at = (index: number, text: string): string => path.slice(0, index) + text + path.slice(index + 1);
  return [
    ...new Set([
      path,
      path.toUpperCase(),
      path.replaceAll(/\/[a-z]/g, (start) => start.toUpperCase()),
      ...ENDINGS.map((ending) => path + ending),
      ...BEGINNINGS.map((beginning) => beginning + path),
      ...SLASHES.flatMap((slash) => inside.map((index) => at(index, slash))),
      ...SLASHES.map((slash) => slash + path.slice(1)),
      ...letters.flatMap((index) => lettersOf(path[index] ?? '').map((letter) => at(index, letter))),
      ...inside.flatMap((index) => ENDINGS.map((ending) => at(index, `${ending}/`))),
    ]),
  ];
}
