import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Request, Response } from 'express';
import type { Authenticate } from '../access/principal.ts';
import type { Audit } from '../audit/audit.ts';
import type { AccountConfig } from '../config/config.ts';
import type { Pool } from '../database/database.ts';
import type { NamedLimits } from '../limits/limits.ts';
import type { Logger } from '../server/logging.ts';
import type { Route } from './route.ts';

/** The result of asking for a password again; `retryAfter` in seconds. */
export type PasswordCheck =
  | { readonly result: 'right' }
  | { readonly result: 'wrong' }
  | { readonly result: 'no-password' }
  | { readonly result: 'too-often'; readonly retryAfter: number };

/** The user accounts of one service; implemented by `@enterwait/accounts`. */
export interface Accounts {
  /** Identifies the signed-in person. */
  readonly session: Authenticate;
  /** Signing in and out, the account pages, and the administrator's endpoints for people. */
  readonly routes: readonly Route[];
  /** The sign-in page, for a page that needs a sign-in; the status (401) is set. */
  showSignIn(req: Request, res: Response): void;
  /** Whether this is the password of an account; wrong ones are counted. */
  confirmPassword(personId: string, password: string): Promise<PasswordCheck>;
  /** Waits for mails that are still being handed over. */
  close(): Promise<void>;
}

/** Tells the pipeline which addresses work again. */
export interface MailFeedback {
  /** An address was verified at this time (ISO 8601). @throws the queue's error */
  verified(key: string, at: string): Promise<void>;
  /**
   * An owner has shown that mail to an address arrives. The pipeline is told first and the row is written second: if
   * this system stops in between, the pipeline reports it back.
   * @throws HttpError 503 `unavailable` when mail was suppressed and the pipeline cannot be told: the link must then
   * stay usable
   */
  prove(email: string): Promise<void>;
}

/** What a service provides to its accounts. */
interface AccountParts {
  readonly service: string;
  readonly config: AccountConfig;
  /** The public URL of the service: `http://127.0.0.1:3000`. */
  readonly publicUrl: string;
  readonly pool: Pool;
  readonly sqs: SQSClient;
  readonly audit: Audit;
  readonly mailFeedback: MailFeedback;
  /** If absent: the default rules. */
  readonly limits?: NamedLimits;
  readonly logger: Logger;
}

export type CreateAccounts = (parts: AccountParts) => Accounts;
