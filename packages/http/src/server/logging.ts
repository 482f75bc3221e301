import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** JSON lines on standard output. Only ids and codes are logged; the redaction is a safety net below that rule. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: safeError },
    redact: {
      paths: ['application', '*.application', 'body', '*.body', 'headers', '*.headers', 'sql', '*.sql', 'parameters'],
      censor: '[removed]',
    },
  });
}

/** Name, code and stack of an error. The message is left out, because the database driver may quote values in it. */
function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error ? error.code : undefined;
  const fromDatabase = 'sqlState' in error || 'sqlMessage' in error;
  const frames = error.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .join('\n');
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    ...(fromDatabase ? {} : { message: error.message }),
    stack: frames,
  };
}
