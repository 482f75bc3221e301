import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';

/**
 * The pipeline's logger: one line per thing that happened, ids only, never a person's name, phone, address or mail.
 * Every invocation writes at least one INFO line (a silent one costs 50 ms on MiniStack).
 */
export interface PipelineLogger {
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
  addContext(context: Context): void;
}

/** Service name and level come from POWERTOOLS_SERVICE_NAME and POWERTOOLS_LOG_LEVEL. */
export const createLogger = (): PipelineLogger => new Logger();
