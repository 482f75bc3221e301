import { randomUUID } from 'node:crypto';
import { accountsOf } from '@enterwait/accounts';
import { createAuthenticator } from '@enterwait/http/access';
import { createApp } from '@enterwait/http/app';
import { createAudit } from '@enterwait/http/audit';
import { openPool } from '@enterwait/http/database';
import { createLogger, createMetrics, startServer } from '@enterwait/http/server';
import { createMailFeedback } from '@enterwait/ledger/mail-addresses';
import { nurserySite } from '../../../services/nursery/src/pages/site.ts';
import { theStack } from '../stack/stack.ts';
import type { OidcProvider } from './oidc-provider.ts';

export interface NurseryAccounts {
  readonly url: string;
  readonly authSecret: string;
  /** The messages that were handed to the mail queue. */
  readonly sent: { readonly mail: string; readonly to: string }[];
  stop(): Promise<void>;
}

/**
 * The accounts of nursery with a required second factor, in this process, on the database of the stack.
 * @param provider where staff may sign in as well
 */
export async function startNurseryAccounts(provider?: OidcProvider): Promise<NurseryAccounts> {
  const database = new URL(theStack().nurseryDatabaseUrl);
  const pool = openPool({
    HOSTNAME: database.hostname,
    DB_PORT: Number(database.port),
    USERNAME: database.username,
    PASSWORD: database.password,
    DATABASE: database.pathname.slice(1),
    DB_POOL_SIZE: 5,
    DB_TLS: 'off',
  });
  const logger = createLogger('nursery', 'silent');
  const audit = createAudit(pool, logger);
  // The accounts must know their address, which is known once the port is taken, so the application comes after it.
  let app: ReturnType<typeof createApp> | undefined;
  const { url, stop } = await startServer({
    app: (req, res) => app?.(req, res),
    host: '127.0.0.1',
    port: 0,
    logger,
    closers: [{ name: 'database', close: () => pool.end() }],
  });
  const authSecret = randomUUID() + randomUUID();
  const sent: NurseryAccounts['sent'] = [];
  const sqs = {
    send: async ({ input }: { input: { MessageBody: string } }) => sent.push(JSON.parse(input.MessageBody)),
  } as never;
  const accounts = accountsOf({ role: 'staff', signUp: false, oidc: provider !== undefined })({
    service: 'nursery',
    config: {
      AUTH_SECRET: authSecret,
      MAIL_QUEUE_URL: 'http://127.0.0.1:1/queue',
      REQUIRE_SECOND_FACTOR: 'on',
      SESSION_IDLE_MINUTES: 30,
      ...(provider && {
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: provider.clientId,
        OIDC_CLIENT_SECRET: provider.clientSecret,
      }),
    },
    publicUrl: url,
    pool,
    sqs,
    audit,
    mailFeedback: createMailFeedback({ sqs, mailQueueUrl: 'http://127.0.0.1:1/queue', pool, logger }),
    logger,
  });
  app = createApp({
    info: { title: 'Test', version: '1', description: 'test' },
    routes: accounts.routes,
    logger,
    metrics: createMetrics('test'),
    authenticate: createAuthenticator({
      adminToken: randomUUID(),
      keys: { find: async () => undefined },
      session: accounts.session,
    }),
    audit,
    pages: nurserySite(undefined, accounts),
  });
  return { url, authSecret, sent, stop };
}
