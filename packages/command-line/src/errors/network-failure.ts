/** Codes of Node, mysql2 and fetch for a peer that does not answer. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
]);
const NAMES = new Set(['TimeoutError', 'NetworkingError']);

export interface NetworkFailure {
  readonly code: string;
  /** `127.0.0.1:4000`, or a host name. Undefined if the error does not contain it. */
  readonly address: string | undefined;
}

/** Searches an error and its causes for a call that nothing answered. */
export function networkFailure(error: unknown, depth = 0): NetworkFailure | undefined {
  // An error may be its own cause.
  if (!(error instanceof Error) || depth > 8) return undefined;
  const { code, address, port, hostname } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
    hostname?: string;
  };
  const inner = [error.cause, ...(error instanceof AggregateError ? error.errors : [])]
    .map((one) => networkFailure(one, depth + 1))
    .find((found) => found !== undefined);
  const known = code !== undefined && CODES.has(code) ? code : NAMES.has(error.name) ? error.name : undefined;
  if (known === undefined) return inner;
  // mysql2 puts the address only into the message.
  const said = /(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) (\S+:\d+)/.exec(error.message)?.[1];
  const told = address === undefined ? (said ?? hostname) : port === undefined ? address : `${address}:${port}`;
  return { code: known, address: told ?? inner?.address };
}
