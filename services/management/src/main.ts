import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { accountsOf } from '@enterwait/accounts';
import { awsTimeouts, credentialsOf, limitCalls } from '@enterwait/http/aws';
import { readConfig } from '@enterwait/http/config';
import { createLiveness, main } from '@enterwait/http/server';
import { startService } from '@enterwait/http/service';
import { createMailFeedback } from '@enterwait/ledger/mail-addresses';
import { initRoute } from '@enterwait/ledger/nurseries';
import { createOutboxLog, measureOutbox } from '@enterwait/ledger/outbox';
import { accessRecordsOnly } from '@enterwait/operations/access-records';
import { createMonitoring } from './monitoring.ts';
import { leaversErasedOnly } from './nightly/leavers.ts';
import { reconciledOnly } from './nightly/reconcile.ts';
import { accessRecordPages } from './pages/access-records.tsx';
import { operatorPages } from './pages/index.ts';
import { operatorSite } from './pages/site.ts';
import { apiRoutes } from './routes.ts';
import { variables } from './variables.ts';

/** It turns every 15 s, and each turn queries queues, both systems and the database, each up to its own time-out. */
const SAMPLER_LIMIT_MS = 180_000;

await main(async () => {
  if (await reconciledOnly()) return undefined;
  if (await leaversErasedOnly()) return undefined;
  if (await accessRecordsOnly('management')) return undefined;
  const root = import.meta.dirname;
  return startService(
    {
      name: 'management',
      info: {
        title: 'Management 입소대기 신청관리시스템',
        version: '1',
        description: '운영자의 조회와 직권 취소 · where operators watch the pipeline and cancel on behalf of a parent',
      },
      defaultPort: 9000,
      root,
      migrations: ['access', 'accounts', 'management'],
      readConfig: () => readConfig(variables),
    },
    (parts) => {
      const { config, logger, metrics, pool, sqs, migrationFolders } = parts;
      const dynamodb = limitCalls(
        new DynamoDBClient({ ...awsTimeouts(config.AWS_TIMEOUT_MS), region: config.REGION, ...credentialsOf(config) }),
        config.AWS_TIMEOUT_MS,
      );
      const liveness = {
        relay: createLiveness({ loop: 'relay', logger, gauge: metrics.relayTurnAgeSeconds }),
        answers: createLiveness({ loop: 'answers', logger }),
        sampler: createLiveness({ loop: 'sampler', limitMs: SAMPLER_LIMIT_MS, logger }),
      };
      const monitoring = createMonitoring({
        ...parts,
        dynamodb,
        beats: {
          relay: liveness.relay.beat,
          answers: liveness.answers.beat,
          sampler: liveness.sampler.beat,
        },
      });
      const { relay, answers, sampler, store, table } = monitoring;
      const mailFeedback = createMailFeedback({ sqs, mailQueueUrl: config.MAIL_QUEUE_URL, pool, logger });
      const accounts = accountsOf({ role: 'operator', signUp: false, oidc: false })({ ...parts, mailFeedback });
      return {
        accounts,
        pages: operatorSite(join(root, 'assets'), accounts),
        // Operators sign in only here, so the two systems' API documents are shown here as well.
        otherDocuments: monitoring.peers.map(({ name, document }) => ({ name, read: document })),
        routes: [
          ...apiRoutes(monitoring),
          ...operatorPages(monitoring),
          ...accessRecordPages(pool),
          initRoute({ config, pool, migrationFolders, nurseries: [] }),
        ],
        loops: [
          { name: 'outbox log', ...createOutboxLog(store, logger) },
          { name: 'relay', start: relay.start, stop: () => relay.stop() },
          { name: 'answers', start: answers.start, stop: answers.stop },
          { name: 'sampler', start: sampler.start, stop: sampler.stop },
        ],
        isAlive: () => Object.values(liveness).every(({ isAlive }) => isAlive()),
        checkReady: () => table.check(),
        measure() {
          liveness.relay.ageSeconds();
          return measureOutbox(store, metrics);
        },
        closers: [{ name: 'table', close: async () => dynamodb.destroy() }],
      };
    },
  );
});
